using System.Reflection;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Vision.Runtime;
using TorchSharp;

namespace Vision.Tests;

public sealed class TorchLibraryTests
{
    [Fact]
    public void TheBackendThatResultsAreKeptUnderIsTheOneThatIsLoaded()
    {
        string torchSharp =
            typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

        Assert.Equal(TrainingBackend.Torch, $"TorchSharp {torchSharp}, libtorch {torch.NormalizeNuGetVersion(torch.__version__)}");
    }

    [Fact]
    public void LoadingWhatIsLoadedDoesNothing()
    {
        TorchLibrary.Load();
        TorchLibrary.Load();
    }

    [Fact]
    public void OfAllThatTheLoaderTriedTheTellingLineIsSaid()
    {
        const string message = """
            Unable to load shared library 'LibTorchSharp' or one of its dependencies. In order to help diagnose loading problems, consider using a tool like strace.
            /app/runtimes/linux-x64/native/LibTorchSharp.so: cannot open shared object file: No such file or directory
            /lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by /app/runtimes/linux-x64/native/libLibTorchSharp.so)
            /app/LibTorchSharp: cannot open shared object file: No such file or directory

            """;

        Assert.Equal(
            "/lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by "
                + "/app/runtimes/linux-x64/native/libLibTorchSharp.so)", TorchLibrary.Reason(message));
    }
}
