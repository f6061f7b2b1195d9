using System.Diagnostics;
using System.Globalization;
using ImageClassifier.Samples;
using ImageClassifier.Samples.Subjects;

const string usage = "usage: samples OUT_DIR [--count 26] [--seed 7] [--width 320]";
string? folder = null;
int count = 26, seed = 7, width = 320;
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--count" when i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out count)
            && count is > 0 and <= 10_000:
        case "--seed" when i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out seed):
        case "--width" when i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out width)
            && width is >= 16 and <= 4096:
            i++;
            break;
        case string name when folder is null && !name.StartsWith('-'):
            folder = name;
            break;
        default:
            Console.Error.WriteLine($"samples: {args[i]} is not understood; {usage}");
            return 2;
    }
}
if (folder is null)
{
    Console.Error.WriteLine(usage);
    return 2;
}
var clock = Stopwatch.StartNew();
new SampleSet(seed, width, width * 3 / 4).Write(folder, count);
Console.WriteLine(
    $"{count * Staging.Classes.Count} photos of {string.Join(", ", Staging.Classes)} in {folder} ({clock.Elapsed.TotalSeconds:F0} s)");
return 0;
