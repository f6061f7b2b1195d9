using System.Globalization;
using ImageClassifier.Worker.Runtime;

namespace ImageClassifier.Worker.Data;

/// <summary>Where decoded photos are kept between jobs.</summary>
/// <param name="Folder">Shared by all workers of the machine.</param>
/// <param name="MaximumBytes">Of all files together; those that were used longest ago go first.</param>
internal sealed record PhotoCacheOptions(string Folder, long MaximumBytes)
{
    public const string FolderSetting = "IMAGECLASSIFIER_CACHE", SizeSetting = "IMAGECLASSIFIER_CACHE_GB";

    private const double DefaultGigabytes = 20;

    /// <summary>From <c>IMAGECLASSIFIER_CACHE</c> and <c>IMAGECLASSIFIER_CACHE_GB</c>; a folder in the user's cache and 20 GB where they
    /// are not set.</summary>
    /// <exception cref="WorkerException">The size is not a number.</exception>
    public static PhotoCacheOptions FromEnvironment()
    {
        string folder = Setting(FolderSetting) ?? Path.Combine(UserCache(), "imageclassifier");
        double gigabytes = DefaultGigabytes;
        if (Setting(SizeSetting) is { } size
            && (!double.TryParse(size, NumberStyles.Float, CultureInfo.InvariantCulture, out gigabytes) || !(gigabytes >= 0)))
            throw new WorkerException($"{SizeSetting} is {size}; it must be a number of gigabytes, like 20");
        return new PhotoCacheOptions(Path.GetFullPath(folder), (long)Math.Min(gigabytes * 1e9, long.MaxValue / 2));
    }

    private static string UserCache()
    {
        if (OperatingSystem.IsWindows()) return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        // The XDG base directory specification.
        return Setting("XDG_CACHE_HOME")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? home
                : Path.GetTempPath(), ".cache");
    }

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
