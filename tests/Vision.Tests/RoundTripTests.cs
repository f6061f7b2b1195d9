using System.Diagnostics;
using System.Text.Json;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Vision.Runtime;
using ImageClassifier.Vision.Weights;
using ImageClassifier.Vision.Weights.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Vision.Tests;

/// <summary>Our files in Python's torchvision, and its files here. One run of Python serves all tests.</summary>
[Trait("Tier", "integration")]
public sealed class RoundTripTests(RoundTripTests.Exchange exchange) : IClassFixture<RoundTripTests.Exchange>
{
    // ResNet-34 is built of what the two others are.
    public static TheoryData<Architecture> Architectures =>
        [.. Enum.GetValues<Architecture>().Where(architecture => architecture is not (Architecture.SmallCnn or Architecture.Resnet34))];

    [Theory, MemberData(nameof(Architectures))]
    public void TorchvisionLoadsOurWeightsStrictlyAndGivesTheSameLogits(Architecture architecture)
    {
        Assert.SkipUnless(exchange.Absent is null, exchange.Absent ?? "");

        double[] logits = JsonSerializer.Deserialize<double[]>(File.ReadAllText(exchange.File(architecture, "json")))!;

        float[] ours = exchange.Logits[architecture];
        Assert.Equal(ours.Length, logits.Length);
        double allowed = 1e-4 * logits.Max(Math.Abs);
        for (int i = 0; i < ours.Length; i++) Assert.Equal(logits[i], ours[i], allowed);
    }

    [Theory, MemberData(nameof(Architectures))]
    public void TorchvisionsFilesLoadHereCompletely(Architecture architecture)
    {
        Assert.SkipUnless(exchange.Absent is null, exchange.Absent ?? "");
        using DisposeScope scope = NewDisposeScope();
        using IDisposable ungraded = no_grad();
        using ImageNetwork network = Create(architecture);

        WeightsReport report =
            NetworkWeights.Apply(network, WeightsFile.Parse(File.ReadAllBytes(exchange.File(architecture, "pth")), "torchvision"));

        Assert.Empty(report.Missing);
        Assert.Empty(report.Skipped);
        network.eval();
        TorchvisionParityTests.AssertClose(RecordedNetwork.Of(architecture).Logits, network.call(Formula.Photos()), 1e-4);
    }

    private static ImageNetwork Create(Architecture architecture) =>
        NetworkFactory.Create(new ModelOptions { Architecture = architecture }, RecordedNetwork.Classes);

    /// <summary>A folder with a file of every network from either side.</summary>
    public sealed class Exchange : IAsyncLifetime
    {
        // Debian's python3-torch and python3-torchvision belong to this one.
        private const string Python = "/usr/bin/python3";
        private const int Lacking = 77;

        private readonly string _folder = Directory.CreateTempSubdirectory("round-trip-").FullName;

        /// <summary>Why there is nothing to compare with; null where there is.</summary>
        public string? Absent { get; private set; }

        /// <summary>What our network computes from the weights that it exported.</summary>
        public Dictionary<Architecture, float[]> Logits { get; } = [];

        public string File(Architecture architecture, string extension) =>
            Path.Combine(_folder, $"{RecordedNetwork.Name(architecture)}.{extension}");

        public async ValueTask InitializeAsync()
        {
            if (!System.IO.File.Exists(Python))
            {
                Absent = $"there is no {Python}";
                return;
            }
            foreach (TheoryDataRow<Architecture> row in Architectures) Export(row.Data);
            (int code, string output) = await RunAsync();
            if (code == Lacking) Absent = $"{Python} lacks torchvision: {output}";
            else Assert.True(code == 0, output);
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(_folder, recursive: true);
            return ValueTask.CompletedTask;
        }

        private void Export(Architecture architecture)
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable inference = no_grad();
            using ImageNetwork network = Create(architecture);
            Formula.Fill(network);
            network.eval();
            using (FileStream stream = System.IO.File.Create(File(architecture, "safetensors")))
                new Safetensors(StateDict.Save(network).ToDictionary()).Write(stream);
            Logits[architecture] = network.call(Formula.Photos()).ToArray<float>();
        }

        private async Task<(int Code, string Output)> RunAsync()
        {
            var start = new ProcessStartInfo(Python) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.ArgumentList.Add("-B");
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Recorded", "roundtrip.py"));
            start.ArgumentList.Add(_folder);
            using var limit = new CancellationTokenSource(Wait.Limit);
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token),
                errors = process.StandardError.ReadToEndAsync(limit.Token);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
            return (process.ExitCode, (await output + await errors).Trim());
        }
    }
}
