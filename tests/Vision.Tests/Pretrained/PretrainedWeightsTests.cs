using System.Net;
using System.Security.Cryptography;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Vision.Weights;
using ImageClassifier.Vision.Weights.Pretrained;
using ImageClassifier.Vision.Weights.Tensors;

namespace Vision.Tests.Pretrained;

public sealed class PretrainedWeightsTests : IDisposable
{
    private static readonly byte[] Content = new Safetensors(new Dictionary<string, SafetensorsTensor>
    {
        ["w"] = new(SafetensorsType.F32, [2], new byte[8]),
    }).ToBytes();

    private static readonly string Digest = Convert.ToHexStringLower(SHA256.HashData(Content));

    private readonly string _folder = Directory.CreateTempSubdirectory("weights-").FullName;
    private readonly FakeSite _site = new();
    private readonly HttpClient _http;

    public PretrainedWeightsTests() => _http = new HttpClient(_site);

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task NoWeightsAreNoFile() => Assert.Null(await Weights().ReadAsync(new ModelOptions(), CancellationToken.None));

    [Fact]
    public async Task APathIsReadFromTheWorkingFolder()
    {
        File.WriteAllBytes(Path.Combine(_folder, "my.safetensors"), Content);

        WeightsFile file = await ReadAsync("my.safetensors", Digest[..8]);

        Assert.Equal((Path.Combine(_folder, "my.safetensors"), Digest), (file.Source, file.Sha256));
        Assert.Equal(["w"], file.Tensors.Keys);
    }

    [Fact]
    public async Task AnotherDigestIsAnErrorThatSaysBoth()
    {
        File.WriteAllBytes(Path.Combine(_folder, "my.pth"), Content);

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync("my.pth", "0123456789"));

        Assert.Contains(Digest, error.Message);
        Assert.Contains("0123456789", error.Message);
    }

    [Fact]
    public async Task TheDigestInANameIsHeldAgainstTheFile()
    {
        File.WriteAllBytes(Path.Combine(_folder, $"my-{Digest[..8]}.pth"), Content);
        File.WriteAllBytes(Path.Combine(_folder, "my-00000000.pth"), Content);

        await ReadAsync($"my-{Digest[..8]}.pth");

        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync("my-00000000.pth"));
    }

    [Fact]
    public async Task AMissingFileIsAnErrorThatNamesIt()
    {
        var error = await Assert.ThrowsAsync<IOException>(() => ReadAsync("absent.pth"));

        Assert.Contains(Path.Combine(_folder, "absent.pth"), error.Message);
    }

    [Fact]
    public async Task ABlobComesFromTheCaller()
    {
        string? asked = null;
        var weights = new PretrainedWeights(Folders(), null, (name, _) =>
        {
            asked = name;
            return Task.FromResult(Content);
        });

        WeightsFile? file = await weights.ReadAsync(new ModelOptions { Pretrained = "blob:team/my.safetensors" }, CancellationToken.None);

        Assert.Equal(("team/my.safetensors", "blob:team/my.safetensors"), (asked, file?.Source));
        var error = await Assert.ThrowsAsync<IOException>(() => ReadAsync("blob:team/my.safetensors"));
        Assert.Contains("blob:team/my.safetensors", error.Message);
    }

    [Fact]
    public async Task ImageNetIsTheFileOfTheNetworkInTheOwnFolder()
    {
        string own = Directory.CreateDirectory(Path.Combine(_folder, "own")).FullName;
        File.WriteAllBytes(Path.Combine(own, "mobilenet_v2-backbone.safetensors"), Content);
        File.WriteAllBytes(Path.Combine(own, "mobilenet_v2.pth"), Content);
        File.WriteAllBytes(Path.Combine(own, "resnet18.safetensors"), Content);

        WeightsFile? file = await Weights(own).ReadAsync(ImageNet(Architecture.MobilenetV2), CancellationToken.None);

        Assert.Equal(Path.Combine(own, "mobilenet_v2-backbone.safetensors"), file?.Source);
        Assert.Empty(_site.Asked);
    }

    [Fact]
    public async Task TwoFilesOfANetworkAreNotGuessedBetween()
    {
        string own = Directory.CreateDirectory(Path.Combine(_folder, "own")).FullName;
        File.WriteAllBytes(Path.Combine(own, "resnet18-a.pth"), Content);
        File.WriteAllBytes(Path.Combine(own, "resnet18-b.pth"), Content);

        var error =
            await Assert.ThrowsAsync<IOException>(() => Weights(own).ReadAsync(ImageNet(Architecture.Resnet18), CancellationToken.None));

        Assert.Contains("resnet18-a.pth, resnet18-b.pth", error.Message);
    }

    [Fact]
    public async Task AnOwnFolderThatIsNotThereIsAnError()
    {
        var error = await Assert.ThrowsAsync<IOException>(() =>
            Weights("/nowhere/at/all").ReadAsync(ImageNet(Architecture.Resnet18), CancellationToken.None));

        Assert.Contains(WeightsFolders.OwnVariable, error.Message);
    }

    [Theory]
    [InlineData(Architecture.Resnet18, "resnet18-f37072fd.pth")]
    [InlineData(Architecture.Squeezenet1_1, "squeezenet1_1-b8a52dc0.pth")]
    public async Task ImageNetIsElseWhatTorchvisionPublishesCheckedByItsName(Architecture architecture, string name)
    {
        _site.Content = Content;

        var error =
            await Assert.ThrowsAsync<InvalidDataException>(() => Weights().ReadAsync(ImageNet(architecture), CancellationToken.None));

        Assert.Equal($"https://download.pytorch.org/models/{name}", Assert.Single(_site.Asked));
        Assert.Contains(name.Split('-', '.')[1], error.Message);
        Assert.False(Directory.Exists(Path.Combine(_folder, "cache")), "what has another digest is kept");
    }

    [Fact]
    public async Task ADownloadIsKeptWholeForTheNextJob()
    {
        _site.Content = Content;
        var options =
            new ModelOptions { Architecture = Architecture.Resnet18, Pretrained = ModelOptions.ImageNet, PretrainedSha256 = Digest[..10] };

        await Weights().ReadAsync(options, CancellationToken.None);
        WeightsFile? again = await Weights().ReadAsync(options, CancellationToken.None);

        Assert.Single(_site.Asked);
        Assert.Equal(Path.Combine(_folder, "cache", "resnet18-f37072fd.pth"), again?.Source);
        Assert.Equal(["resnet18-f37072fd.pth"], Directory.EnumerateFiles(Path.Combine(_folder, "cache")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task AUrlIsKeptUnderItsDigest()
    {
        _site.Content = Content;

        await ReadAsync("https://example.org/a/weights.pth?download=1", Digest);
        await ReadAsync("https://example.org/a/weights.pth?download=1", Digest);

        Assert.Single(_site.Asked);
        Assert.True(File.Exists(Path.Combine(_folder, "cache", $"{Digest}-weights.pth")));
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync("https://example.org/a/weights.pth"));
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, 0)]
    [InlineData(HttpStatusCode.OK, WeightsFile.MaxLength + 1)]
    [InlineData(HttpStatusCode.OK, 100_000)]
    public async Task ADownloadThatFailsSaysWhatToDo(HttpStatusCode status, long announced)
    {
        (_site.Status, _site.Announced, _site.Content) = (status, announced, Content);

        var error =
            await Assert.ThrowsAsync<IOException>(() => Weights().ReadAsync(ImageNet(Architecture.Resnet18), CancellationToken.None));

        Assert.Contains("https://download.pytorch.org/models/resnet18-f37072fd.pth cannot be downloaded", error.Message);
        Assert.Contains(WeightsFolders.OwnVariable, error.Message);
    }

    [Fact]
    public void TheFoldersAreThoseOfPyTorch()
    {
        Assert.Equal("/t/hub/checkpoints", Folder(("TORCH_HOME", "/t"), ("XDG_CACHE_HOME", "/x")));
        Assert.Equal("/x/torch/hub/checkpoints", Folder(("XDG_CACHE_HOME", "/x")));
        Assert.EndsWith("/.cache/torch/hub/checkpoints", Folder());

        static string Folder(params (string Name, string Value)[] variables) =>
            WeightsFolders.FromEnvironment(name => variables.FirstOrDefault(variable => variable.Name == name).Value).Cache;
    }

    [Fact]
    public async Task OneCallGivesANetworkItsWeights()
    {
        using ImageNetwork source = NetworkFactory.Create(new ModelOptions { Width = 8 }, 3),
            target = NetworkFactory.Create(new ModelOptions { Width = 8 }, 4);
        byte[] weights = new Safetensors(StateDict.Save(source).ToDictionary()).ToBytes();

        WeightsReport? report = await PretrainedWeights.LoadAsync(target, new ModelOptions { Width = 8, Pretrained = "blob:w" },
            (_, _) => Task.FromResult(weights), null, CancellationToken.None);

        Assert.Equal(18, report?.Loaded.Count);
        Assert.True(source.get_parameter("block1.conv.weight")!.Equals(target.get_parameter("block1.conv.weight")!));
    }

    private static ModelOptions ImageNet(Architecture architecture) =>
        new() { Architecture = architecture, Pretrained = ModelOptions.ImageNet };

    private WeightsFolders Folders(string? own = null) => new(own, Path.Combine(_folder, "cache"), _folder);

    private PretrainedWeights Weights(string? own = null) => new(Folders(own), _http, blob: null);

    private async Task<WeightsFile> ReadAsync(string pretrained, string? sha256 = null) =>
        (await Weights().ReadAsync(new ModelOptions { Pretrained = pretrained, PretrainedSha256 = sha256 }, CancellationToken.None))!;

    /// <summary>Answers every request alike.</summary>
    private sealed class FakeSite : HttpMessageHandler
    {
        public List<string> Asked { get; } = [];

        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        public byte[] Content { get; set; } = [];

        public long? Announced { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.ToString());
            var content = new StreamContent(new MemoryStream(Content));
            if (Announced is { } length) content.Headers.ContentLength = length;
            return Task.FromResult(new HttpResponseMessage(Status) { Content = content });
        }
    }
}
