using Microsoft.Extensions.Configuration;

namespace Functions.Host.Sample;

/// <summary>Appends lines to the file that the setting JOURNAL names, so that a test sees what ran, over any number of processes.</summary>
public sealed class Journal(IConfiguration configuration)
{
    private readonly Lock gate = new();

    public void Write(string line)
    {
        lock (gate) File.AppendAllText(configuration["JOURNAL"]!, line + Environment.NewLine);
    }
}
