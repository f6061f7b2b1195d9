using System.Security.Cryptography;
using System.Text;
using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Imaging;
using ImageClassifier.Worker.Runtime;

namespace ImageClassifier.Worker.Data;

/// <summary>
/// Decodes the photos of a manifest once for all jobs of this machine, into files that they map. Any number of workers may use it at once:
/// one decodes and the others wait for it, and whoever does not, because a lock failed it, does the same work in vain.
/// </summary>
internal sealed class PhotoCache(PhotoCacheOptions options, Output output, TimeProvider time)
{
    private const string Extension = ".pixels";

    public PhotoCacheOptions Options => options;

    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(200), Quiet = TimeSpan.FromSeconds(2),
        Abandoned = TimeSpan.FromDays(1);

    /// <summary>Opens squares of all photos, and decodes those that are not there yet.</summary>
    /// <param name="digests">Of the photos, in the order of the manifest.</param>
    /// <param name="squares">What is wanted.</param>
    /// <param name="decode">From a photo's place to the squares that are asked for and its aspect ratio; called from several
    /// threads.</param>
    /// <param name="parallel">Photos at once.</param>
    /// <param name="cancellationToken">Ends the decoding.</param>
    /// <returns>A block for each square; they are the caller's.</returns>
    public async Task<IReadOnlyList<PixelBlock>> OpenAsync(
        IReadOnlyList<string> digests, IReadOnlyList<PhotoSquare> squares,
        Func<int, IReadOnlyList<PhotoSquare>, CancellationToken, Task<(IReadOnlyList<byte[]> Squares, double AspectRatio)>> decode,
            int parallel,
        CancellationToken cancellationToken)
    {
        var blocks = new PixelBlock?[squares.Count];
        string[] paths = [.. squares.Select(square => Path.Combine(options.Folder, NameOf(digests, square)))];
        try
        {
            if (!TryOpen())
            {
                using FileStream? held = await LockAsync(paths[Missing()[0]], cancellationToken);
                // While this worker waited, another one may have done it.
                if (!TryOpen()) await DecodeMissingAsync(held is not null);
            }
            return [.. blocks.Select(block => block!)];
        }
        catch
        {
            foreach (PixelBlock? block in blocks) block?.Dispose();
            throw;
        }

        int[] Missing() => [.. Enumerable.Range(0, squares.Count).Where(k => blocks[k] is null)];

        bool TryOpen()
        {
            foreach (int k in Missing())
                if ((blocks[k] = PixelFile.TryOpen(paths[k], squares[k], digests.Count)) is not null) MarkUsed(paths[k]);
            return Missing().Length == 0;
        }

        async Task DecodeMissingAsync(bool writable)
        {
            int[] missing = Missing();
            if (writable)
            {
                try
                {
                    await WriteAsync(missing, k => PixelFile.Create(paths[k], squares[k], digests.Count));
                    Trim(paths);
                    return;
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    Warn(e);
                    foreach (int k in missing)
                    {
                        blocks[k]?.Dispose();
                        blocks[k] = null;
                    }
                }
            }
            await WriteAsync(missing, k => new PixelMemory(digests.Count, squares[k].Size));
        }

        async Task WriteAsync(int[] missing, Func<int, IPixelWriter> create)
        {
            var writers = new List<IPixelWriter>();
            try
            {
                foreach (int k in missing) writers.Add(create(k));
                PhotoSquare[] wanted = [.. missing.Select(k => squares[k])];
                await DecodeAsync(digests.Count, async (i, token) =>
                {
                    (IReadOnlyList<byte[]> pixels, double aspect) = await decode(i, wanted, token);
                    for (int k = 0; k < writers.Count; k++) writers[k].Write(i, pixels[k], aspect);
                }, parallel, cancellationToken);
                for (int k = 0; k < writers.Count; k++) blocks[missing[k]] = writers[k].Complete();
            }
            finally
            {
                foreach (IPixelWriter writer in writers) writer.Dispose();
            }
        }
    }

    /// <summary>The name says all that the content depends on.</summary>
    private static string NameOf(IReadOnlyList<string> digests, PhotoSquare square)
    {
        string all =
            string.Join('\n', [$"{PixelFile.Version} {TrainingBackend.Pixels} {square.Fit} {square.Resize} {square.Size}", .. digests]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all))) + Extension;
    }

    private async Task DecodeAsync(int count, Func<int, CancellationToken, ValueTask> decode, int parallel,
        CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        double said = 0;
        int done = 0;
        var progress = new Lock();
        var parallelism = new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, count, parallelism, async (i, token) =>
        {
            await decode(i, token);
            lock (progress)
            {
                double seconds = time.GetElapsedTime(started).TotalSeconds;
                if (++done < count && seconds - said < Quiet.TotalSeconds) return;
                if (done < count || said > 0) output.Say(FormattableString.Invariant($"decoded {done:N0} of {count:N0} photos"));
                said = seconds;
            }
        });
    }

    /// <returns>Null where nothing can be written.</returns>
    private async Task<FileStream?> LockAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(options.Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Warn(e);
            return null;
        }
        while (true)
        {
            try
            {
                // The system takes the lock back when the process ends, however it ends.
                return new FileStream($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1,
                    FileOptions.DeleteOnClose);
            }
            catch (IOException) when (File.Exists($"{path}.lock"))
            {
                await Task.Delay(LockPause, time, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Warn(e);
                return null;
            }
        }
    }

    private void MarkUsed(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's file: it can be read, and its age is that user's business.
            output.Warn($"{path} stays as old as it is: {e.Message}");
        }
    }

    /// <summary>Deletes what was used longest ago until the folder is small enough. A file that is mapped somewhere lives on
    /// there.</summary>
    private void Trim(string[] inUse)
    {
        var folder = new DirectoryInfo(options.Folder);
        DateTime old = (time.GetUtcNow() - Abandoned).UtcDateTime;
        foreach (FileInfo file in folder.EnumerateFiles($"*{WholeFile.Unfinished}").Where(file => file.LastWriteTimeUtc < old))
            Delete(file);
        FileInfo[] files = [.. folder.EnumerateFiles($"*{Extension}").OrderBy(file => file.LastWriteTimeUtc)];
        long total = files.Sum(file => file.Length);
        foreach (FileInfo file in files.Where(file => !inUse.Contains(file.FullName)))
        {
            if (total <= options.MaximumBytes) return;
            total -= file.Length;
            Delete(file);
        }

        void Delete(FileInfo file)
        {
            try
            {
                file.Delete();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                output.Warn($"{file.FullName} cannot be deleted: {e.Message}");
            }
        }
    }

    private void Warn(Exception error) => output.Warn(
        $"decoded photos are kept in memory for this job alone: {error.Message}; set {PhotoCacheOptions.FolderSetting} to a folder that "
            + $"can be written");
}
