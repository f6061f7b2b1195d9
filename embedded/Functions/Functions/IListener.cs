namespace Microsoft.Azure.Functions.Worker.Embedded.Functions;

/// <summary>Watches for what triggers one function, and runs it.</summary>
internal interface IListener
{
    /// <summary>
    /// Listens until <paramref name="stopping"/>, then returns when the invocations under way are over. Failures of
    /// the outside world are waited out; it throws only what is a defect.
    /// </summary>
    Task RunAsync(CancellationToken stopping);
}
