using Azure;
using ImageClassifier.Contracts;
using ImageClassifier.Vision.Runtime;
using ImageClassifier.Worker.Runtime;

namespace ImageClassifier.Worker.Commands;

/// <summary>Turns the end of a command into a message and an exit code.</summary>
internal static class Guard
{
    public static async Task<ExitCode> RunAsync(Func<Task<ExitCode>> command, CancellationToken cancellationToken)
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Stopped;
        }
        catch (UsageException e)
        {
            return Say(e.Message, ExitCode.Usage);
        }
        catch (TorchUnavailableException e)
        {
            return Say(e.Message, ExitCode.NoTorch);
        }
        catch (WorkerException e)
        {
            return Say(e.Message, ExitCode.Failed);
        }
        catch (InvalidRecordException e)
        {
            return Say(e.Message, ExitCode.Failed);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException { InnerException: RequestFailedException })
        {
            return Say($"blob storage: {e.Message}", ExitCode.Failed);
        }
        catch (Exception e)
        {
            // An error that is not foreseen: whoever corrects it needs the trace.
            return Say(e.ToString(), ExitCode.Failed);
        }
    }

    private static ExitCode Say(string message, ExitCode code)
    {
        Console.Error.WriteLine(message);
        return code;
    }
}
