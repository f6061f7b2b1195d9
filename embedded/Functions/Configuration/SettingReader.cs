using System.Globalization;
using Microsoft.Azure.Functions.Worker.Embedded.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Embedded.Configuration;

/// <summary>Reads single settings and names the file, the key and the value where one is wrong.</summary>
internal sealed class SettingReader(IConfiguration file, string path)
{
    public string Text(string key, string fallback) => file[key] ?? fallback;

    public int Integer(string key, int fallback, int least, int most)
    {
        if (file[key] is not { } text) return fallback;
        return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : throw Wrong(key, text, $"a whole number from {least} to {most}");
    }

    public TimeSpan Time(string key, TimeSpan fallback)
    {
        if (file[key] is not { } text) return fallback;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan value) && value >= TimeSpan.Zero
            ? value
            : throw Wrong(key, text, "a time span such as 00:01:30");
    }

    public string OneOf(string key, string fallback, string[] choices)
    {
        string text = file[key] ?? fallback;
        return choices.FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw Wrong(key, text, string.Join(" or ", choices));
    }

    public IReadOnlyDictionary<string, LogLevel> Levels(string key) =>
        file.GetSection(key).AsEnumerable(makePathsRelative: true).Where(level => level.Value is not null).ToDictionary(
            level => level.Key,
            level => Enum.TryParse(level.Value, ignoreCase: true, out LogLevel value)
                ? value
                : throw Wrong($"{key}:{level.Key}", level.Value!, string.Join(", ", Enum.GetNames<LogLevel>())));

    private HostStartException Wrong(string key, string value, string expected) =>
        new($"{path}: {key.Replace(':', '.')} is \"{value}\"; expected {expected}.");
}
