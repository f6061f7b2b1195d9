using System.IO.Compression;
using System.Text;
using ImageClassifier.Vision.Weights;
using ImageClassifier.Vision.Weights.Tensors;

namespace Vision.Tests.Pretrained;

/// <summary>What people give in place of weights is called what it is.</summary>
public sealed class ForeignFileTests
{
    [Theory]
    [InlineData("", "is empty")]
    [InlineData("<!DOCTYPE html><html><body>Sign in</body></html>", "is an HTML page")]
    [InlineData("\uFEFF\n <HTML>\n<title>404</title>", "is an HTML page")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 46830571\n", "git lfs pull")]
    [InlineData("{\"error\": \"not found\"}", "is a JSON text")]
    [InlineData("<?xml version=\"1.0\"?><Error><Code>BlobNotFound</Code></Error>", "is an XML document")]
    [InlineData("Not Found", "is a text")]
    public void ATextIsNamed(string content, string words) =>
        Assert.Contains(words, Refusal(Encoding.UTF8.GetBytes(content)), StringComparison.Ordinal);

    [Fact]
    public void AnArchiveIsToBeUnpacked()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(new byte[100]);

        Assert.Contains("is a gzip archive; unpack it", Refusal(packed.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void AZipOfSomethingElseIsNamed()
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true)) zip.CreateEntry("resnet18.pth");

        Assert.Contains("torch.save did not write it", Refusal(packed.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void ATorchFileThatIsCutShortIsToBeFetchedAgain()
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Recorded", "zip.pth"));

        Assert.Contains("cut short; fetch it again", Refusal(whole[..(whole.Length / 2)]), StringComparison.Ordinal);
    }

    [Fact]
    public void ASafetensorsFileThatIsCutShortIsToBeFetchedAgain()
    {
        byte[] whole = new Safetensors(new Dictionary<string, SafetensorsTensor> { ["a"] = new(SafetensorsType.U8, [64], new byte[64]) })
            .ToBytes();

        Assert.Contains("cut short", Refusal(whole[..20]), StringComparison.Ordinal);
        Assert.Contains("cut short", Refusal(whole[..^10]), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatItIsComesBeforeItsDigest()
    {
        var error = Assert.Throws<InvalidDataException>(() =>
            WeightsFile.Parse("<html></html>"u8.ToArray(), "https://example.org/a.pth", "f37072fd"));

        Assert.StartsWith("https://example.org/a.pth: this is an HTML page", error.Message);
    }

    private static string Refusal(byte[] bytes) =>
        Assert.Throws<InvalidDataException>(() => WeightsFile.Parse(bytes, "weights/a.pth")).Message;
}
