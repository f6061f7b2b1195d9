using System.Runtime.InteropServices;

namespace ImageClassifier.Worker.Runtime;

/// <summary>
/// Asks the work to stop on Ctrl-C, SIGTERM or SIGHUP, and when whoever started the process is gone. A second signal of the kind ends the
/// process at once.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;

    /// <param name="watched">A pipe whose other end the starter holds: its end is the starter's. Null to watch nothing.</param>
    public StopSignal(Stream? watched)
    {
        _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal =>
            PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = !_stop.IsCancellationRequested;
                _stop.Cancel();
            }))];
        if (watched is not null) new Thread(() => Watch(watched)) { IsBackground = true, Name = "standard input" }.Start();
    }

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals) signal.Dispose();
    }

    private void Watch(Stream pipe)
    {
        // A thread of its own: a read of a pipe cannot be called off.
        Span<byte> ignored = stackalloc byte[256];
        try
        {
            while (pipe.Read(ignored) > 0)
            {
                // What is said does not matter, only that somebody could speak.
            }
        }
        catch (IOException)
        {
            // Closed as well.
        }
        _stop.Cancel();
    }
}
