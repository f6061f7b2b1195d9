using ImageClassifier.Contracts;

namespace ImageClassifier.Vision.Weights.Pretrained;

/// <summary>Fetches files of weights and keeps them in a folder, so that the next job finds them.</summary>
/// <param name="http">Null where nothing may be fetched.</param>
/// <param name="folder">Made when there is something to keep.</param>
internal sealed class WeightsDownload(HttpClient? http, string folder)
{
    /// <summary>The file from the folder, or else from the address.</summary>
    /// <param name="address">https.</param>
    /// <param name="fileName">In the folder.</param>
    /// <param name="sha256">The beginning of its digest.</param>
    /// <param name="advice">What a person can do where it cannot be fetched.</param>
    /// <param name="cancellationToken">Stops fetching.</param>
    /// <exception cref="IOException">It cannot be fetched.</exception>
    /// <exception cref="InvalidDataException">It is not the file of that digest.</exception>
    public async Task<WeightsFile> GetAsync(Uri address, string fileName, string sha256, string advice, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, fileName);
        if (File.Exists(path)) return WeightsFile.Parse(await LocalWeights.ReadAsync(path, cancellationToken), path, sha256);
        if (http is null) throw new IOException($"{path} is not there and nothing may be downloaded; {advice}");
        byte[] bytes;
        try
        {
            bytes = await FetchAsync(http, address, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new IOException($"{address} cannot be downloaded: {e.Message}; {advice}", e);
        }
        WeightsFile file = WeightsFile.Parse(bytes, address.ToString(), sha256);
        Keep(path, bytes);
        return file;
    }

    private static async Task<byte[]> FetchAsync(HttpClient http, Uri address, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        if (response.Content.Headers.ContentLength is > WeightsFile.MaxLength) throw TooLong();
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var content = new MemoryStream();
        byte[] part = new byte[1 << 16];
        for (int read; (read = await stream.ReadAsync(part, cancellationToken)) > 0;)
        {
            content.Write(part, 0, read);
            if (content.Length > WeightsFile.MaxLength) throw TooLong();
        }
        if (response.Content.Headers.ContentLength is { } announced && announced != content.Length)
            throw new IOException($"{content.Length} of {announced} bytes arrived");
        return content.ToArray();
    }

    private static IOException TooLong() => new($"it has more than {WeightsFile.MaxLength} bytes");

    /// <summary>Two workers may do this at once. A folder that cannot be written to costs only the next download.</summary>
    private static void Keep(string path, byte[] bytes)
    {
        try
        {
            WholeFile.Replace(path, stream => stream.Write(bytes));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing was left behind, and the weights are in memory.
        }
    }
}
