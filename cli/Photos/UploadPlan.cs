
using ImageClassifier.Imaging.Folders;

namespace ImageClassifier.Cli.Photos;

/// <summary>What to do with uploads that imgc did not make.</summary>
internal enum ForeignUploads
{
    /// <summary>Do nothing and say so.</summary>
    Refuse,

    /// <summary>Leave everything that is there, whoever put it there.</summary>
    Keep,

    /// <summary>Remove or overwrite them.</summary>
    Replace,
}

/// <summary>A blob of the uploads container.</summary>
/// <param name="Name">Label first.</param>
/// <param name="Md5">Of its content; null when the uploader stored none.</param>
/// <param name="Source">Folder that imgc uploaded it from; null for other uploaders.</param>
internal sealed record RemoteUpload(string Name, byte[]? Md5, string? Source);

/// <summary>A local file with the MD5 of its content.</summary>
internal sealed record HashedPhoto(LocalPhoto Photo, byte[] Md5);

/// <summary>What has to change in the uploads container so that it holds a folder.</summary>
/// <param name="Upload">New or changed files.</param>
/// <param name="Unchanged">How many are there already.</param>
/// <param name="Remove">Names of blobs that do not belong to the folder.</param>
/// <param name="InTheWay">Names of other uploaders' blobs for which the person has to decide first; then nothing may be done.</param>
internal sealed record UploadPlan(
    IReadOnlyList<LocalPhoto> Upload, int Unchanged, IReadOnlyList<string> Remove, IReadOnlyList<string> InTheWay)
{
    /// <summary>Compares a folder with the container.</summary>
    /// <param name="local">The folder's files.</param>
    /// <param name="remote">All blobs.</param>
    /// <param name="exactly">True: the container shall hold these files and no others; false: these files too.</param>
    /// <param name="foreign">What to do with blobs that imgc did not upload.</param>
    public static UploadPlan Make(IReadOnlyList<HashedPhoto> local, IReadOnlyList<RemoteUpload> remote, bool exactly,
        ForeignUploads foreign)
    {
        Dictionary<string, RemoteUpload> there = remote.ToDictionary(blob => blob.Name, StringComparer.Ordinal);
        HashSet<string> wanted = [.. local.Select(file => file.Photo.UploadName)];
        var upload = new List<LocalPhoto>();
        var inTheWay = new List<string>();
        int unchanged = 0;
        foreach (HashedPhoto file in local)
        {
            there.TryGetValue(file.Photo.UploadName, out RemoteUpload? blob);
            if (blob?.Md5 is { } md5 && md5.AsSpan().SequenceEqual(file.Md5)) unchanged++;
            // To overwrite somebody's photo is never what "keep" means.
            else if (blob is { Source: null } && foreign != ForeignUploads.Replace) inTheWay.Add(blob.Name);
            else upload.Add(file.Photo);
        }
        var remove = new List<string>();
        foreach (RemoteUpload blob in remote.Where(blob => exactly && !wanted.Contains(blob.Name)))
        {
            if (blob.Source is not null || foreign == ForeignUploads.Replace) remove.Add(blob.Name);
            else if (foreign == ForeignUploads.Refuse) inTheWay.Add(blob.Name);
        }
        return new UploadPlan(upload, unchanged, remove, inTheWay);
    }
}
