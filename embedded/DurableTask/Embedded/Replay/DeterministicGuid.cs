using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.DurableTask.Embedded.Replay;

/// <summary>Name-based ids (RFC 9562, version 5) that come out the same at every replay.</summary>
internal static class DeterministicGuid
{
    // The namespace that Durable Functions uses, so that ids are the same there.
    static readonly Guid Namespace = Guid.Parse("9e952958-5e33-4daf-827f-2fa12937b875");

    public static Guid Create(string instanceId, DateTime time, int counter)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{instanceId}_{time:o}_{counter}");
        byte[] hash = SHA1.HashData([.. Namespace.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)]);
        Span<byte> id = hash.AsSpan(0, 16);
        id[6] = (byte)((id[6] & 0x0F) | 0x50);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
