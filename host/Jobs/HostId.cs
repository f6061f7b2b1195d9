using System.Security.Cryptography;
using System.Text;
using ImageClassifier.Hosting.App;
using Microsoft.Azure.WebJobs.Host.Executors;

namespace ImageClassifier.Hosting.Jobs;

/// <summary>
/// The name under which blob receipts are kept: the setting <c>AzureFunctionsWebHost__hostid</c>, as for the official host,
/// or one that is made of the app's folder.
/// </summary>
internal sealed class HostId(AppFolder app, IConfiguration configuration) : IHostIdProvider
{
    public Task<string> GetHostIdAsync(CancellationToken cancellationToken) => Task.FromResult(
        configuration["AzureFunctionsWebHost:hostid"] is { Length: > 0 } id
            ? id
            : $"local-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(app.Path)))[..16]}");
}
