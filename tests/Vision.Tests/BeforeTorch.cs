using System.Runtime.CompilerServices;
using ImageClassifier.Vision.Runtime;

namespace Vision.Tests;

internal static class BeforeTorch
{
    /// <summary>Test runs share their cores; see <see cref="OpenMp"/>.</summary>
    [ModuleInitializer]
    internal static void Prepare() => OpenMp.WaitWithoutSpinning();
}
