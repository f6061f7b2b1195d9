using System.Runtime.InteropServices;

namespace ImageClassifier.Cli.Stack;

/// <summary>
/// Turns SIGINT, SIGTERM and SIGHUP into cancellation: the first asks the command to end in order, the second ends
/// the wait for its services.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>SIGINT.</summary>
    public const int CtrlC = 2;

    private const int HangUp = 1;
    private const int Terminate = 15;

    private readonly CancellationTokenSource _requested = new();
    private readonly CancellationTokenSource _hurry = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _signal;

    public Interruption()
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, CtrlC)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, Terminate)),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Handle(context, HangUp)),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Requested => _requested.Token;

    /// <summary>Cancelled by the second signal.</summary>
    public CancellationToken Hurry => _hurry.Token;

    /// <summary>Number of the first signal; 0 when there was none.</summary>
    public int Signal => _signal;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _requested.Dispose();
        _hurry.Dispose();
    }

    private void Handle(PosixSignalContext context, int signal)
    {
        // Without this the runtime would end the process at once, and leave the services behind.
        context.Cancel = true;
        bool first = Interlocked.CompareExchange(ref _signal, signal, 0) == 0;
        (first ? _requested : _hurry).Cancel();
    }
}
