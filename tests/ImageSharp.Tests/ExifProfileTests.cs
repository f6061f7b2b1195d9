using SixLabors.ImageSharp.Metadata.Profiles.Exif;

namespace ImageSharp.Tests;

public class ExifProfileTests
{
    // Big-endian, with two fields: make (0x010F, text at offset 50) and orientation 8.
    private static readonly byte[] BigEndian =
    [
        .. "Exif\0\0"u8, .. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 2,
        0x01, 0x0F, 0, 2, 0, 0, 0, 5, 0, 0, 0, 38,
        0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 8, 0, 0,
        0, 0, 0, 0, .. "ACME\0"u8,
    ];

    [Fact]
    public void Either_byte_order_is_read()
    {
        Assert.Equal(8, Orientation(new ExifProfile(BigEndian)));
        var little = new ExifProfile();
        little.SetValue(ExifTag.Orientation, (ushort)3);
        Assert.Equal(3, Orientation(new ExifProfile(little.ToByteArray())));
    }

    [Fact]
    public void Setting_one_field_keeps_the_others()
    {
        var profile = new ExifProfile(BigEndian);
        profile.SetValue(ExifTag.Orientation, (ushort)1);

        byte[] bytes = profile.ToByteArray()!;
        Assert.Equal(1, Orientation(new ExifProfile(bytes)));
        Assert.True(bytes.AsSpan().IndexOf("ACME"u8) == 38);
        Assert.True(profile.RemoveValue(ExifTag.Orientation));
        Assert.False(profile.RemoveValue(ExifTag.Orientation));
        Assert.Null(Orientation(new ExifProfile(profile.ToByteArray())));
    }

    [Fact]
    public void Anything_malformed_reads_as_absent()
    {
        var random = new Random(3);
        for (int round = 0; round < 2000; round++)
        {
            byte[] broken = BigEndian[..random.Next(BigEndian.Length)];
            if (broken.Length > 0) broken[random.Next(broken.Length)] ^= (byte)random.Next(1, 256);
            var profile = new ExifProfile(broken);
            profile.SetValue(ExifTag.Orientation, (ushort)2);
            Assert.Equal(2, Orientation(new ExifProfile(profile.ToByteArray())));
        }
    }

    private static int? Orientation(ExifProfile profile) =>
        profile.TryGetValue(ExifTag.Orientation, out IExifValue<ushort>? value) ? value.Value : null;
}
