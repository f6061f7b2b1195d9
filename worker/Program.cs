using System.CommandLine;
using ImageClassifier.Vision.Runtime;
using ImageClassifier.Worker.Commands;
using ImageClassifier.Worker.Runtime;

namespace ImageClassifier.Worker;

internal static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        GlibcMalloc.KeepFreedMemory();
        OpenMp.WaitWithoutSpinning();
        var root =
            new RootCommand(
                "Trains image classifiers. Exit codes: 0 finished, 1 failed, 2 wrong usage, 3 stopped with a checkpoint to resume from, "
                    + "4 libtorch cannot be loaded here.")
        {
            RunCommand.Create(),
            TrainCommand.Create(),
            AugmentPreviewCommand.Create(),
            LearningRateCommand.Create(),
        };
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync("worker --help says what there is");
            return (int)ExitCode.Usage;
        }
        // Signals are ours (see StopSignal): a worker leaves after the current batch, however long that takes.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }
}
