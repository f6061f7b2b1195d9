#:property PublishAot=false
#:project ../libs/Imaging/Imaging.csproj
// Measures and attacks what happens to an uploaded photo:
//   dotnet run bench/photos.cs -- normalize [SECONDS]        phone photos of 12 megapixels and photos of 512 pixels, photos a second
//   dotnet run bench/photos.cs -- fuzz [COUNT] [SEED]        mutated files of every format: each must become a photo or a reason,
//                                                            within 2 s and 1 GB
// The first appends a line to bench/photos.csv; the second ends with 1 where a promise is broken.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ImageClassifier.Imaging;
using NetVips;

string what = args.Length > 0 ? args[0] : "";
int Number(int place, int otherwise) => args.Length > place ? int.Parse(args[place], CultureInfo.InvariantCulture) : otherwise;
return what switch
{
    "normalize" => Speed.Measure(Number(1, 10)),
    "fuzz" => Fuzz.Run(Number(1, 10_000), Number(2, 1)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: dotnet run bench/photos.cs -- normalize [SECONDS] | fuzz [COUNT] [SEED]");
    return 2;
}

/// <summary>Photos a second, and the processor's time for one.</summary>
static class Speed
{
    public static int Measure(int seconds)
    {
        byte[][] phone = [.. Enumerable.Range(0, 6).Select(seed => Drawn.Scene(4032, 3024, seed).JpegsaveBuffer(q: 92))];
        var normalizer = new PhotoNormalizer();
        NormalizedPhoto[] stored = [.. phone.Select(photo => Photo(normalizer.Normalize(photo)))];
        Console.WriteLine(
            $"photos               {phone.Average(photo => photo.Length) / 1e6:F1} MB of 12 "
                + $"megapixels, {stored.Average(photo => photo.Jpeg.Length) / 1e3:F0} KB stored");

        const int threads = 2;
        var square = new PhotoSquare(ResizeFit.Crop, 256, 224);
        (double large, double largeCpu) = Rate("normalize 12 MP", threads, seconds, i => normalizer.Normalize(phone[i % phone.Length]));
        (double small, double smallCpu) =
            Rate("normalize 683 × 512", threads, seconds, i => normalizer.Normalize(stored[i % stored.Length].Jpeg));
        (double pixels, double pixelsCpu) =
            Rate("PhotoPixels to 224", threads, seconds, i => PhotoPixels.LoadSquares(stored[i % stored.Length].Jpeg, square));

        string csv = Path.Combine(FindRoot(), "bench", "photos.csv");
        if (!File.Exists(csv))
        {
            File.WriteAllText(csv,
                "date,cores,threads,normalize_12mp_per_s,normalize_12mp_cpu_ms,normalize_512_per_s,"
                + "normalize_512_cpu_ms,pixels_per_s,pixels_cpu_ms,peak_mib,backend\n");
        }
        File.AppendAllText(csv, string.Create(CultureInfo.InvariantCulture,
            $"{DateTime.UtcNow:yyyy-MM-dd},{Environment.ProcessorCount},{threads},{large:F1},{largeCpu:F1},{small:F0},{smallCpu:F2},"
            + $"{pixels:F0},{pixelsCpu:F2},{Machine.PeakMebibytes():F0},{TrainingBackend.Pixels.Replace(", ", " / ")}\n"));
        Console.WriteLine($"memory               {Machine.PeakMebibytes():F0} MiB at the most");
        return 0;
    }

    private static NormalizedPhoto Photo(NormalizationResult result) => ((NormalizationResult.Accepted)result).Photo;

    private static (double PerSecond, double CpuMilliseconds) Rate(string name, int threads, int seconds, Action<int> work)
    {
        for (int i = 0; i < 4; i++) work(i);
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        int done = 0;
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            while (clock.Elapsed.TotalSeconds < seconds) work(Interlocked.Increment(ref done));
        }))];
        foreach (Thread worker in workers) worker.Start();
        foreach (Thread worker in workers) worker.Join();
        double rate = done / clock.Elapsed.TotalSeconds,
            cpu = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds / done;
        Console.WriteLine($"{name,-20} {rate,8:N1} photos/s on {threads} threads, {cpu:F2} ms of one core for each");
        return (rate, cpu);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(Directory.GetCurrentDirectory()); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ImageClassifier.Serverless.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException("Run this inside the project.");
    }
}

/// <summary>Mutates files of every format, and looks at what becomes of them.</summary>
static class Fuzz
{
    private const int LimitMilliseconds = 2000;

    public static int Run(int count, int seed)
    {
        (string Name, byte[] Bytes)[] corpus = [.. Drawn.Corpus()];
        var normalizer = new PhotoNormalizer();
        foreach ((string name, byte[] bytes) in corpus)
        {
            if (normalizer.Normalize(bytes) is NormalizationResult.Rejected { Rejection: var why })
                Console.WriteLine($"{name}: {why.Message}");
        }
        var running = new ConcurrentDictionary<int, (string Name, long Started)>();
        using var watch = new Timer(_ => EndWhenHanging(running), null, 1000, 1000);
        var counts = new ConcurrentDictionary<string, int>();
        var broken = new ConcurrentQueue<string>();
        double slowest = 0;
        string slowestName = "";
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            var random = new Random(unchecked(seed * 1_000_003 + i));
            (string name, byte[] bytes) = corpus[i % corpus.Length];
            byte[] mutated = Mutation.Of(bytes, corpus[random.Next(corpus.Length)].Bytes, random);
            long started = Stopwatch.GetTimestamp();
            running[i] = (name, started);
            try
            {
                counts.AddOrUpdate($"{name,-18} {Outcome(normalizer, mutated)}", 1, (_, before) => before + 1);
            }
            catch (Exception error)
            {
                broken.Enqueue($"{name}, number {i}: {error}");
            }
            running.TryRemove(i, out _);
            double milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            lock (counts)
            {
                if (milliseconds > slowest) (slowest, slowestName) = (milliseconds, $"{name}, number {i}");
            }
            if (milliseconds > LimitMilliseconds) broken.Enqueue($"{name}, number {i}: took {milliseconds:F0} ms");
        });
        foreach ((string outcome, int times) in counts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            Console.WriteLine($"{times,7:N0}  {outcome}");
        double peak = Machine.PeakMebibytes();
        if (peak > 1024) broken.Enqueue($"{peak:F0} MiB of memory");
        foreach (string one in broken.Take(20)) Console.WriteLine(one);
        Console.WriteLine(
            $"{count:N0} files: {broken.Count} broken promises; slowest {slowest:F0} ms ({slowestName}), {peak:F0} MiB at the most");
        return broken.IsEmpty ? 0 : 1;
    }

    private static string Outcome(PhotoNormalizer normalizer, byte[] bytes)
    {
        switch (normalizer.Normalize(bytes))
        {
            case NormalizationResult.Rejected { Rejection: var why }:
                return why.Message.Length > 20 ? why.Code.ToString() : throw new InvalidOperationException("A rejection without words.");
            case NormalizationResult.Accepted { Photo: var photo }:
                if (Math.Min(photo.Width, photo.Height) is < 1 or > 512)
                    throw new InvalidOperationException($"Stored with {photo.Width} × {photo.Height} pixels.");
                int pixels = PhotoPixels.LoadRgb(photo.Jpeg, photo.Width, photo.Height, ResizeFit.Squash).Length;
                if (pixels != 3 * photo.Width * photo.Height)
                    throw new InvalidOperationException("The stored photo has another size than it says.");
                return photo.Rgb.IsEmpty ? "accepted" : "accepted as it is";
            default:
                throw new InvalidOperationException("Neither a photo nor a reason.");
        }
    }

    private static void EndWhenHanging(ConcurrentDictionary<int, (string Name, long Started)> running)
    {
        foreach ((int i, (string name, long started)) in running)
        {
            if (Stopwatch.GetElapsedTime(started).TotalSeconds < 20) continue;
            Console.WriteLine($"{name}, number {i}: hangs");
            Environment.Exit(1);
        }
    }
}

/// <summary>Ways in which a file goes bad, or is made bad.</summary>
static class Mutation
{
    public static byte[] Of(byte[] bytes, byte[] other, Random random)
    {
        byte[] changed = [.. bytes];
        switch (random.Next(10))
        {
            case 0:
                return changed[..random.Next(changed.Length)];
            case 1:
                random.NextBytes(changed.AsSpan(random.Next(changed.Length)));
                return changed;
            case 2:
                int cut = random.Next(changed.Length), length = random.Next(Math.Min(changed.Length - cut, 400));
                return [.. changed[..cut], .. changed[(cut + length)..]];
            case 3:
                int from = random.Next(changed.Length), size = random.Next(Math.Min(changed.Length - from, 400));
                return [.. changed[..from], .. changed[from..(from + size)], .. changed[from..]];
            case 4:
                return [.. changed[..random.Next(changed.Length)], .. other[random.Next(other.Length)..]];
            case 5:
                // A number of four bytes, as large as can be or nearly.
                int place = random.Next(changed.Length - 4);
                byte[][] numbers =
                    [[255, 255, 255, 255], [127, 255, 255, 255], [0, 0, 0, 0], [0, 0, 255, 255], [0, 0, 0x27, 0x10], [0x10, 0x27, 0, 0]];
                numbers[random.Next(numbers.Length)].CopyTo(changed, place);
                return changed;
            case 6 or 7:
                // In the headers, most of which lie in the first kilobyte.
                for (int change = random.Next(1, 6); change > 0; change--)
                    changed[random.Next(Math.Min(changed.Length, 1000))] = (byte)random.Next(256);
                return changed;
            default:
                for (int flips = random.Next(1, 8); flips > 0; flips--) changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
                return changed;
        }
    }
}

/// <summary>Files to begin with.</summary>
static class Drawn
{
    /// <summary>Smooth shapes with the noise of a camera: compresses as photos do.</summary>
    public static Image Scene(int width, int height, int seed)
    {
        var random = new Random(seed);
        Image[] bands = [.. Enumerable.Range(0, 3).Select(_ =>
        {
            using Image waves = Image.Sines(width, height, hfreq: random.Next(1, 9), vfreq: random.Next(1, 9)),
                detail = Image.Perlin(width, height, cellSize: 64, seed: random.Next());
            using Image noise = Image.Gaussnoise(width, height, sigma: 4, mean: 128, seed: random.Next());
            return (waves * 50 + detail * 40 + noise).Cast(Enums.BandFormat.Uchar);
        })];
        return bands[0].Bandjoin(bands[1..]).Copy(interpretation: Enums.Interpretation.Srgb).CopyMemory();
    }

    public static IEnumerable<(string Name, byte[] Bytes)> Corpus()
    {
        Image small = Scene(96, 72, 1), large = Scene(900, 700, 2), deep = small.Colourspace(Enums.Interpretation.Rgb16),
            grey = small.Colourspace(Enums.Interpretation.Bw);
        Image transparent = small.Bandjoin(Image.Perlin(96, 72, cellSize: 20, uchar: true)),
            ink = small.IccTransform("cmyk", inputProfile: "srgb");
        Image p3 = small.IccTransform("p3", inputProfile: "srgb");
        yield return ("JPEG", small.JpegsaveBuffer());
        yield return ("JPEG large", large.JpegsaveBuffer(q: 80));
        yield return ("JPEG 4:4:4", small.JpegsaveBuffer(subsampleMode: Enums.ForeignSubsample.Off));
        yield return ("JPEG progressive", small.JpegsaveBuffer(interlace: true));
        yield return ("JPEG prog. large", large.JpegsaveBuffer(interlace: true));
        yield return ("JPEG restarts", small.JpegsaveBuffer(restartInterval: 2));
        yield return ("JPEG grey", grey.JpegsaveBuffer());
        yield return ("JPEG CMYK", ink.JpegsaveBuffer(keep: Enums.ForeignKeep.None));
        yield return ("JPEG CMYK prog.", ink.JpegsaveBuffer(interlace: true, keep: Enums.ForeignKeep.None));
        yield return ("JPEG CMYK profile", ink.JpegsaveBuffer(profile: "cmyk"));
        yield return ("JPEG P3", p3.JpegsaveBuffer());
        yield return ("JPEG EXIF", Turned(small.JpegsaveBuffer()));
        yield return ("PNG", small.PngsaveBuffer());
        yield return ("PNG large", large.PngsaveBuffer());
        yield return ("PNG interlaced", small.PngsaveBuffer(interlace: true));
        yield return ("PNG 16 bit", deep.PngsaveBuffer());
        yield return ("PNG grey", grey.PngsaveBuffer());
        yield return ("PNG palette", small.PngsaveBuffer(palette: true));
        yield return ("PNG 2 bit", grey.PngsaveBuffer(bitdepth: 2));
        yield return ("PNG alpha", transparent.PngsaveBuffer());
        yield return ("PNG P3", p3.PngsaveBuffer());
        yield return ("WebP", small.WebpsaveBuffer());
        yield return ("WebP large", large.WebpsaveBuffer());
        yield return ("WebP lossless", small.WebpsaveBuffer(lossless: true));
        yield return ("WebP alpha", transparent.WebpsaveBuffer());
        yield return ("WebP P3", p3.WebpsaveBuffer());
        yield return ("GIF", small.GifsaveBuffer());
        yield return ("GIF alpha", transparent.GifsaveBuffer());
        yield return ("GIF interlaced", small.GifsaveBuffer(interlace: true));
    }

    // EXIF with orientation 6.
    private static byte[] Turned(byte[] jpeg) =>
        [.. jpeg[..2], 0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
            .. jpeg[2..]];
}

static class Machine
{
    public static double PeakMebibytes() =>
        double.Parse(Regex.Match(File.ReadAllText("/proc/self/status"), @"VmHWM:\s+(\d+)").Groups[1].Value,
            CultureInfo.InvariantCulture) / 1024;
}
