using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using ImageClassifier.Contracts;
using ImageClassifier.Imaging;
using Microsoft.Win32.SafeHandles;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Data;

/// <summary>
/// Decoded photos in a file that is mapped into memory: a header, the aspect ratios [N] float64, checksums [N + 1] uint32 of each photo and
/// of all before them, and the pixels [N, 3, S, S] uint8. Numbers are little-endian.
/// </summary>
internal static class PixelFile
{
    /// <summary>Part of a file's name: a change of the format makes other files. What decodes and scales the photos is another
    /// part.</summary>
    public const int Version = 1;

    private const int HeaderBytes = 32;
    private static readonly byte[] Magic = "ICPIXELS"u8.ToArray();

    /// <summary>Maps a file whose every byte is as it was written.</summary>
    /// <returns>Null where there is none, or a damaged one.</returns>
    public static PixelBlock? TryOpen(string path, PhotoSquare square, int count)
    {
        var file = new FileInfo(path);
        long start = PixelsStart(count), photoBytes = PhotoBytes(square);
        if (!file.Exists || file.Length != start + count * photoBytes) return null;
        using DisposeScope scope = NewDisposeScope();
        // Private: nothing that is written to the tensor can reach the file.
        Tensor all = from_file(path, shared: false, size: file.Length, dtype: ScalarType.Byte);
        byte[] head = all.narrow(0, 0, start).bytes.ToArray();
        if (!head.AsSpan(0, HeaderBytes).SequenceEqual(Header(square, count))) return null;
        uint[] sums = MemoryMarshal.Cast<byte, uint>(head.AsSpan(HeaderBytes + 8 * count, 4 * (count + 1))).ToArray();
        if (sums[count] != Checksum(head.AsSpan(0, HeaderBytes + 12 * count))) return null;

        Tensor pixels = all.narrow(0, start, count * photoBytes).view(count, 3, square.Size, square.Size);
        ParallelLoopResult result = Parallel.For(0, count, (i, state) =>
        {
            using Tensor photo = pixels.narrow(0, i, 1);
            if (Checksum(photo.bytes) != sums[i]) state.Stop();
        });
        if (!result.IsCompleted) return null;
        double[] aspects = MemoryMarshal.Cast<byte, double>(head.AsSpan(HeaderBytes, 8 * count)).ToArray();
        return new PixelBlock(pixels.DetachFromDisposeScope(), aspects);
    }

    /// <summary>Begins a file; whoever opens <paramref name="path"/> sees the one before it until this one is complete.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static IPixelWriter Create(string path, PhotoSquare square, int count) => new Writer(path, square, count);

    /// <summary>Length of a file of so many photos.</summary>
    public static long BytesOf(PhotoSquare square, int count) => PixelsStart(count) + count * PhotoBytes(square);

    private static long PhotoBytes(PhotoSquare square) => 3L * square.Size * square.Size;

    // At a multiple of 64 bytes, as torch aligns its own memory.
    private static long PixelsStart(int count) => (HeaderBytes + 12L * count + 4 + 63) / 64 * 64;

    private static byte[] Header(PhotoSquare square, int count)
    {
        byte[] header = new byte[HeaderBytes];
        Magic.CopyTo(header, 0);
        int[] numbers = [Version, (int)square.Fit, square.Resize, square.Size, count];
        for (int i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8 + 4 * i), numbers[i]);
        return header;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = uint.MaxValue;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words) sum = BitOperations.Crc32C(sum, word);
        foreach (byte rest in bytes[(8 * words.Length)..]) sum = BitOperations.Crc32C(sum, rest);
        return sum;
    }

    private sealed class Writer : IPixelWriter
    {
        private readonly string _path, _temporary;
        private readonly PhotoSquare _square;
        private readonly double[] _aspects;
        private readonly uint[] _sums;
        private readonly SafeFileHandle _file;
        private bool _complete;

        public Writer(string path, PhotoSquare square, int count)
        {
            (_path, _temporary, _square) = (path, $"{path}.{Guid.NewGuid():N}{WholeFile.Unfinished}", square);
            (_aspects, _sums) = (new double[count], new uint[count + 1]);
            // Asked for at once: a full disk says so before anything is decoded.
            _file = File.OpenHandle(_temporary, FileMode.CreateNew, FileAccess.ReadWrite, preallocationSize: BytesOf(square, count));
        }

        public void Write(int photo, byte[] pixels, double aspect)
        {
            RandomAccess.Write(_file, pixels, PixelsStart(_aspects.Length) + photo * PhotoBytes(_square));
            (_aspects[photo], _sums[photo]) = (aspect, Checksum(pixels));
        }

        public PixelBlock Complete()
        {
            int count = _aspects.Length;
            byte[] head = new byte[PixelsStart(count)];
            Header(_square, count).CopyTo(head, 0);
            MemoryMarshal.AsBytes<double>(_aspects).CopyTo(head.AsSpan(HeaderBytes));
            MemoryMarshal.AsBytes<uint>(_sums).CopyTo(head.AsSpan(HeaderBytes + 8 * count));
            uint sum = Checksum(head.AsSpan(0, HeaderBytes + 12 * count));
            BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(HeaderBytes + 12 * count), sum);
            RandomAccess.Write(_file, head, 0);
            RandomAccess.FlushToDisk(_file);
            _file.Dispose();
            File.Move(_temporary, _path, overwrite: true);
            _complete = true;
            return TryOpen(_path, _square, count) ?? throw new IOException($"{_path} does not hold what was just written to it");
        }

        public void Dispose()
        {
            _file.Dispose();
            if (!_complete) File.Delete(_temporary);
        }
    }
}
