
using ImageClassifier.Imaging.Folders;

namespace ImageClassifier.Cli.Photos;

/// <summary>Reads the folder that a command line names.</summary>
internal static class PhotoFolders
{
    /// <inheritdoc cref="PhotoFolder.Scan"/>
    /// <exception cref="CliException">The folder cannot be used.</exception>
    public static PhotoFolder ToTrainOn(string folder) => Usable(() => PhotoFolder.Scan(folder));

    /// <inheritdoc cref="PhotoFolder.ScanForEvaluation"/>
    /// <exception cref="CliException">The folder cannot be used.</exception>
    public static PhotoFolder ToMeasureOn(string folder) => Usable(() => PhotoFolder.ScanForEvaluation(folder));

    private static PhotoFolder Usable(Func<PhotoFolder> scan)
    {
        try
        {
            return scan();
        }
        catch (PhotoFolderException e)
        {
            throw new CliException(e.Message, ExitCode.Usage, e);
        }
    }
}
