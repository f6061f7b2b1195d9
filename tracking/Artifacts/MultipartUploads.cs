using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using ImageClassifier.Tracking.Errors;

namespace ImageClassifier.Tracking.Artifacts;

/// <summary>
/// Uploads in parts: the parts arrive in any order, at addresses that cannot be guessed, and become one artifact when the client says so.
/// They are files in a folder of this server until then, wherever the artifact goes; a restart forgets them, and the client starts again.
/// </summary>
internal sealed class MultipartUploads
{
    private const int MostOpen = 100;
    private readonly string _folder;
    private readonly ConcurrentDictionary<string, Upload> _open = [];

    /// <param name="folder">The folder of the parts; emptied here.</param>
    public MultipartUploads(string folder)
    {
        _folder = folder;
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
    }

    /// <summary>Begins an upload and returns its id, 32 random bytes.</summary>
    public string Begin(ArtifactPath target, int parts)
    {
        if (_open.Count >= MostOpen)
            throw new TrackingException("RESOURCE_EXHAUSTED", 429, $"{MostOpen} uploads are open already; complete or abort one of them.");
        string id = RandomNumberGenerator.GetHexString(64, lowercase: true);
        _open[id] = new Upload(target, parts);
        Directory.CreateDirectory(Path.Combine(_folder, id));
        return id;
    }

    /// <summary>Takes one part, replacing an earlier try, and returns its ETag.</summary>
    public async Task<string> ReceiveAsync(string id, int part, Stream content, CancellationToken cancellationToken)
    {
        var upload = Find(id);
        if (part < 1 || part > upload.Parts) throw TrackingException.Invalid($"There is no part {part}; the upload has {upload.Parts}.");
        string file = PartFile(id, part);
        string arriving = $"{file}.{Path.GetRandomFileName()}";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            await using (var output = new FileStream(arriving, FileMode.CreateNew, FileAccess.Write, FileShare.None, 81920,
                FileOptions.Asynchronous))
            {
                var buffer = new byte[81920];
                int read;
                while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    hash.AppendData(buffer, 0, read);
                    await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                }
            }
            File.Move(arriving, file, overwrite: true);
        }
        catch (DirectoryNotFoundException)
        {
            throw NotFound(id); // aborted meanwhile
        }
        finally
        {
            if (File.Exists(arriving)) File.Delete(arriving);
        }
        return upload.Tags[part] = $"\"{Convert.ToHexStringLower(hash.GetHashAndReset())}\"";
    }

    /// <summary>Writes the parts, in the order of their numbers, as one artifact.</summary>
    public async Task CompleteAsync(
        string id, ArtifactPath target, IReadOnlyList<(int Part, string Tag)> parts, IArtifactStore artifacts,
            CancellationToken cancellationToken)
    {
        var upload = Find(id, target);
        var ordered = parts.OrderBy(part => part.Part).ToList();
        if (!ordered.Select(part => part.Part).SequenceEqual(Enumerable.Range(1, upload.Parts)))
            throw TrackingException.Invalid($"The upload has the parts 1 to {upload.Parts}; name each of them once.");
        foreach (var (part, tag) in ordered)
        {
            if (!upload.Tags.TryGetValue(part, out var known) || tag.Trim('"') != known.Trim('"'))
                throw TrackingException.Invalid($"Part {part} has not arrived with the ETag '{tag}'; send it again.");
        }
        string whole = Path.Combine(_folder, id, "whole");
        await using (var output = new FileStream(whole, FileMode.Create, FileAccess.Write, FileShare.None, 81920, FileOptions.Asynchronous))
        {
            foreach (var (part, _) in ordered)
            {
                await using var input = File.OpenRead(PartFile(id, part));
                await input.CopyToAsync(output, cancellationToken);
            }
        }
        await using (var content = File.OpenRead(whole)) await artifacts.WriteAsync(target, content, cancellationToken);
        Forget(id);
    }

    public void Abort(string id, ArtifactPath target)
    {
        Find(id, target);
        Forget(id);
    }

    private string PartFile(string id, int part) => Path.Combine(_folder, id, part.ToString(CultureInfo.InvariantCulture));

    private void Forget(string id)
    {
        if (_open.TryRemove(id, out _)) Directory.Delete(Path.Combine(_folder, id), recursive: true);
    }

    private Upload Find(string id) => _open.TryGetValue(id, out var upload) ? upload : throw NotFound(id);

    private Upload Find(string id, ArtifactPath target) =>
        Find(id) is var upload && upload.Target.ToString() == target.ToString()
            ? upload
            : throw TrackingException.Invalid($"The upload is for '{upload.Target}', not for '{target}'.");

    private static TrackingException NotFound(string id) => TrackingException.Missing($"No upload with id '{id}' is open.");

    private sealed record Upload(ArtifactPath Target, int Parts)
    {
        public ConcurrentDictionary<int, string> Tags { get; } = [];
    }
}
