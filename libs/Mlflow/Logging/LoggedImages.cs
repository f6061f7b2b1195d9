using System.Security.Cryptography;

namespace ImageClassifier.Mlflow.Logging;

/// <summary>
/// Pictures that MLflow's page shows by step, named as <c>log_image</c> names them (<c>mlflow/tracking/client.py</c>):
/// <c>images/{key}+step+{step}+timestamp+{milliseconds}+{uuid}.png</c>, and <c>…+compressed.webp</c> beside it.
/// </summary>
public static class LoggedImages
{
    internal const string Folder = "images/";

    /// <summary>The files by artifact path; the same pictures give the same paths.</summary>
    /// <param name="key">What they show, for a person.</param>
    /// <param name="pictures">PNG and WebP of each, by step from 1.</param>
    /// <param name="time">When they were made.</param>
    public static IEnumerable<KeyValuePair<string, byte[]>> Files(
        string key, IEnumerable<(byte[] Png, byte[] Webp)> pictures, DateTimeOffset time)
    {
        int step = 0;
        foreach ((byte[] png, byte[] webp) in pictures)
        {
            var id = new Guid(SHA256.HashData(png).AsSpan(0, 16));
            string name = FormattableString.Invariant($"{Folder}{key}+step+{++step}+timestamp+{time.ToUnixTimeMilliseconds()}+{id}");
            yield return new($"{name}.png", png);
            yield return new($"{name}+compressed.webp", webp);
        }
    }
}
