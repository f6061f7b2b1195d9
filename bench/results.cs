// Makes the tables of docs/RESULTS.md from bench/accuracy.csv and bench/speed.csv; what people wrote between the tables stays.
//
//   dotnet run bench/results.cs [REPOSITORY]
#:property PublishAot=false
#:property ManagePackageVersionsCentrally=false
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

string root = args.Length > 0 ? args[0] : Directory.GetCurrentDirectory();
string page = Path.Combine(root, "docs", "RESULTS.md");
if (!File.Exists(page))
{
    Console.Error.WriteLine($"{page} does not exist; run this in the repository, or name its folder");
    return 2;
}
List<Dictionary<string, string>> accuracy = Csv(Path.Combine(root, "bench", "accuracy.csv")),
    speed = Csv(Path.Combine(root, "bench", "speed.csv"));
var tables = new Dictionary<string, string>
{
    ["targets"] = Targets(accuracy),
    ["small-data everyday4"] = SmallData(accuracy, "everyday4"),
    ["small-data samples"] = SmallData(accuracy, "samples"),
    ["speed"] = Speed(speed),
};
string text = File.ReadAllText(page);
foreach ((string name, string table) in tables)
{
    string marks = $@"(<!-- table: {Regex.Escape(name)} -->\n).*?(<!-- end -->)";
    if (!Regex.IsMatch(text, marks, RegexOptions.Singleline))
    {
        Console.Error.WriteLine($"{page} has no place for the table: <!-- table: {name} --> and <!-- end -->, each on a line of its own");
        return 1;
    }
    text = Regex.Replace(text, marks, match => match.Groups[1].Value + table + match.Groups[2].Value, RegexOptions.Singleline);
}
File.WriteAllText(page, text);
Console.WriteLine($"{page}: {accuracy.Count} runs, {speed.Count} timings");
return 0;

static string Targets(List<Dictionary<string, string>> rows)
{
    // Measured on the validation photos where everybody reports those, or else on test photos that decide nothing.
    (string Data, string Study, string Column, double Target)[] goals =
        [("hymenoptera", "hymenoptera", "val_accuracy", 0.961), ("everyday4", "everyday4", "test_accuracy", 0.85),
            ("flowers5", "flowers5", "val_accuracy", 0.95)];
    var lines =
        new StringBuilder(
            "| photos | recipe | measured on | runs | mean ± std | 95 % over seeds | 95 % over photos | minutes | target | "
                + "|\n|---|---|---|---|---|---|---|---|---|---|\n");
    foreach ((string data, string study, string column, double target) in goals)
    {
        foreach (var runs in Groups(rows.Where(row => row["data"] == data && row["study"] == study)))
        {
            double[] values = Numbers(runs, column);
            if (values.Length == 0) continue;
            (double low, double high) = Wilson(values.Average(), int.Parse(runs[0]["photos"], CultureInfo.InvariantCulture));
            string minutes = (Numbers(runs, "seconds").Average() / 60).ToString("0.0", CultureInfo.InvariantCulture);
            lines.Append(CultureInfo.InvariantCulture,
                $"| {data} | {runs[0]["experiment"]} | {runs[0]["photos"]} {(column == "val_accuracy" ? "validation" : "test")} photos "
                    + $"| {values.Length} | {Spread(values)} | {Interval(values)} | {low:0.000} to {high:0.000} | {minutes} "
                    + $"| {target:0.000} | {(values.Average() >= target ? "reached" : "missed")} |\n");
        }
    }
    return lines.ToString();
}

static string SmallData(List<Dictionary<string, string>> rows, string data)
{
    List<List<Dictionary<string, string>>> groups = Groups(rows.Where(row => row["data"] == data && row["study"] == "small-data"));
    Dictionary<string, double>? baseline = groups.FirstOrDefault(runs => runs[0]["experiment"] == "baseline") is { } found ? BySeed(found)
        : null;
    var lines =
        new StringBuilder(
            "| recipe | runs | parameters | training | validation | gap | test | test − baseline, paired by seed, 95 % | best epoch "
                + "|\n|---|---|---|---|---|---|---|---|---|\n");
    foreach (var runs in groups)
    {
        double[] training = Numbers(runs, "train_accuracy"), validation = Numbers(runs, "val_accuracy"),
            test = Numbers(runs, "test_accuracy");
        double[] gains = baseline is null ? []
            : [.. BySeed(runs).Where(run => baseline.ContainsKey(run.Key)).Select(run => run.Value - baseline[run.Key])];
        string gain = runs[0]["experiment"] == "baseline" || gains.Length == 0 ? "–"
            : string.Create(CultureInfo.InvariantCulture, $"{gains.Average():+0.000;−0.000} ({Interval(gains)})");
        lines.Append(CultureInfo.InvariantCulture,
            $"| {runs[0]["experiment"]} | {runs.Count} | {long.Parse(runs[0]["params"], CultureInfo.InvariantCulture):N0} "
            + $"| {training.Average():0.000} | {validation.Average():0.000} "
            + $"| {training.Average() - validation.Average():0.000} | {(test.Length == 0 ? "–" : Spread(test))} | {gain} "
            + $"| {Numbers(runs, "best_epoch").Average():0} of {Numbers(runs, "epochs").Average():0} |\n");
    }
    return lines.ToString();
}

static string Speed(List<Dictionary<string, string>> rows)
{
    var targets = new Dictionary<string, double>
    {
        ["ResNet-18 epoch in float32/tutorial"] = 2,
        ["ResNet-18 epoch in float32/tuned"] = 1.1,
        ["frozen MobileNetV2 in float32 to 0.94/tutorial"] = 10,
        ["frozen MobileNetV2 in bfloat16 to 0.94/tutorial"] = 10,
        ["study of 8 experiments in float32/tuned"] = 3,
        ["study of 8 experiments in bfloat16/tuned"] = 3,
    };
    var lines = new StringBuilder(
        "| what | peer | ours | peer | ratio | target | ours | peer | remark | machine |\n|---|---|---|---|---|---|---|---|---|---|\n");
    // The newest line of each comparison.
    foreach (Dictionary<string, string> row in rows.GroupBy(row => (row["what"], row["peer"])).Select(same => same.Last()))
    {
        string target = targets.TryGetValue($"{row["what"]}/{row["peer"]}", out double least)
            ? string.Create(CultureInfo.InvariantCulture, $"≥ {least:0.0}") : "–";
        lines.Append(CultureInfo.InvariantCulture,
            $"| {row["what"]} | {row["peer"]} | {row["ours_seconds"]} s | {row["peer_seconds"]} s | **{row["ratio"]}** "
                + $"| {target} | {row["ours_mib"]} MiB | {row["peer_mib"]} MiB "
                + $"| {row["note"]} | {row["cores"]} cores, {row["processor"]}, {row["date"]}, {row["commit"]} |\n");
    }
    return lines.ToString();
}

static List<List<Dictionary<string, string>>> Groups(IEnumerable<Dictionary<string, string>> rows) =>
    [.. rows.GroupBy(row => row["experiment"]).Select(runs => runs.ToList())];

static Dictionary<string, double> BySeed(List<Dictionary<string, string>> runs) =>
    runs.Where(run => run["test_accuracy"].Length > 0)
        .ToDictionary(run => $"{run["repeat"]}/{run["fold"]}", run => double.Parse(run["test_accuracy"], CultureInfo.InvariantCulture));

static double[] Numbers(List<Dictionary<string, string>> runs, string column) =>
    [.. runs.Select(run => run[column]).Where(value => value.Length > 0)
        .Select(value => double.Parse(value, CultureInfo.InvariantCulture))];

static double Deviation(double[] values) =>
    values.Length < 2 ? double.NaN : Math.Sqrt(values.Sum(value => Math.Pow(value - values.Average(), 2)) / (values.Length - 1));

static string Spread(double[] values) => string.Create(CultureInfo.InvariantCulture,
    $"{values.Average():0.000}{(values.Length < 2 ? "" : $" ± {Deviation(values).ToString("0.000", CultureInfo.InvariantCulture)}")}");

static string Interval(double[] values)
{
    // Student's t at 97.5 %, by degrees of freedom from 1; the normal distribution's beyond.
    double[] quantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093];
    if (values.Length < 2) return "–";
    double half =
        (values.Length - 2 < quantiles.Length ? quantiles[values.Length - 2] : 1.96) * Deviation(values) / Math.Sqrt(values.Length);
    return string.Create(CultureInfo.InvariantCulture, $"{values.Average() - half:0.000;−0.000} to {values.Average() + half:0.000;−0.000}");
}

static (double Low, double High) Wilson(double share, int count)
{
    // Wilson 1927: for the share of right answers among so many photos.
    const double z = 1.959964;
    double centre = (share + z * z / (2 * count)) / (1 + z * z / count);
    double half = z / (1 + z * z / count) * Math.Sqrt(share * (1 - share) / count + z * z / (4.0 * count * count));
    return (centre - half, centre + half);
}

static List<Dictionary<string, string>> Csv(string file)
{
    if (!File.Exists(file)) return [];
    string[] lines = [.. File.ReadAllLines(file).Where(line => line.Length > 0)];
    string[] header = lines[0].Split(',');
    return [.. lines.Skip(1).Select(line => header.Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second))];
}
