
namespace Functions.Tests.Support;

/// <summary>Where the programs are that tests start.</summary>
internal static class Programs
{
    /// <summary>Where the built app lies, with all that a Functions host reads.</summary>
    public static string FunctionsFolder => Path.GetDirectoryName(Repository.Built("functions", "ImageClassifier.Functions.dll"))!;

    /// <summary>The local Functions host.</summary>
    public static string Host => Repository.Built("host", "functions-host.dll");

    public static string Tracking => Repository.Built("tracking", "tracking.dll");

    public static string FakeWorker => Repository.Built("tests/FakeWorker", "FakeWorker.dll");
}
