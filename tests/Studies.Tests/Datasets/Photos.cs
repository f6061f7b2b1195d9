using System.Security.Cryptography;
using System.Text;
using Azure;
using ImageClassifier.Contracts.Datasets;

namespace Studies.Tests.Datasets;

/// <summary>Accepted uploads that need no picture.</summary>
internal static class Photos
{
    /// <summary>A photo whose digest and perceptual hash follow from <paramref name="content"/>, unlike those of any other
    /// content.</summary>
    public static IngestedPhoto Of(string upload, string content)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        return new IngestedPhoto(upload, new ETag($"\"{hash[..8]}\""), hash, hash, 512, 384);
    }

    public static IEnumerable<IngestedPhoto> Class(string label, int count) =>
        Enumerable.Range(0, count).Select(i => Of($"{label}/{i}.jpg", $"{label} {i}"));

    /// <summary>The photo with its perceptual hash's first <paramref name="bits"/> bits turned.</summary>
    public static IngestedPhoto Resembling(IngestedPhoto photo, string upload, int bits)
    {
        byte[] hash = Convert.FromHexString(photo.PerceptualHash);
        for (int i = 0; i < bits; i++) hash[i / 8] ^= (byte)(1 << i % 8);
        return Of(upload, upload) with { PerceptualHash = Convert.ToHexStringLower(hash) };
    }
}
