using System.Runtime.CompilerServices;
using ImageClassifier.Vision.Runtime;

namespace Worker.Tests.Support;

internal static class Cores
{
    /// <summary>As the worker does, and before any test uses torch.</summary>
    [ModuleInitializer]
    public static void Share() => OpenMp.WaitWithoutSpinning();
}
