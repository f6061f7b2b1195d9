using System.Runtime.InteropServices;
using ImageClassifier.Hosting;
using ImageClassifier.Hosting.Setup;

// A listener that waits for storage must not hold the process: it ends here, whatever still runs.
Environment.Exit((int)await RunAsync());

async Task<ExitCode> RunAsync()
{
    using var stop = new CancellationTokenSource();
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    try
    {
        CommandLine command = CommandLine.Parse(args);
        if (command.Help)
        {
            Console.WriteLine(CommandLine.HelpText);
            return ExitCode.Stopped;
        }
        using var host = new FunctionsHost(command, Console.Out);
        await host.RunAsync(stop.Token);
        return ExitCode.Stopped;
    }
    catch (HostException e)
    {
        Console.Error.WriteLine(e.Message);
        return e.Code;
    }
    catch (Exception e)
    {
        Console.Error.WriteLine($"The host failed: {e}");
        return ExitCode.Failed;
    }

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}
