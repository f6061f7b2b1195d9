namespace ImageClassifier.Imaging.Files;

/// <summary>The bits of a scan of a JPEG: T.81, section F.1.2.3. FF is followed by 00 where it is data.</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private ulong _buffer;
    private int _held;

    /// <summary>Bytes that were read; after <see cref="Finish"/>, all up to the next marker.</summary>
    internal int Consumed { get; private set; }

    /// <summary>Reads a code.</summary>
    /// <param name="table">What 16 bits begin with: a value, and above it the length of its code.</param>
    /// <param name="value">What it stands for.</param>
    /// <returns>False where there is none.</returns>
    internal bool Code(ushort[] table, out int value)
    {
        Fill();
        // Behind the last bit, ones: as an encoder fills up its last byte.
        int next = _held >= 16 ? (int)(_buffer >> (_held - 16)) & 0xFFFF
            : (int)(_buffer << (16 - _held) | (1UL << (16 - _held)) - 1) & 0xFFFF;
        int entry = table[next];
        value = entry & 0xFF;
        return entry != 0 && Skip(entry >> 8);
    }

    internal bool Skip(int count)
    {
        if (_held < count) Fill();
        _held -= count;
        return _held >= 0;
    }

    /// <summary>Where the byte ends that holds the last bit that was taken.</summary>
    internal int EndOfCodes
    {
        get
        {
            int at = Consumed;
            for (int unread = _held / 8; unread > 0; unread--) at -= at >= 2 && _bytes[at - 2] == 0xFF && _bytes[at - 1] == 0 ? 2 : 1;
            return at;
        }
    }

    /// <summary>Goes behind a restart marker.</summary>
    internal bool Restart()
    {
        _held = 0;
        if (Consumed + 2 > _bytes.Length || _bytes[Consumed] != 0xFF || _bytes[Consumed + 1] is < 0xD0 or > 0xD7) return false;
        Consumed += 2;
        return true;
    }

    /// <summary>Passes over what is left of the scan.</summary>
    internal void Finish()
    {
        while (Consumed + 2 <= _bytes.Length && (_bytes[Consumed] != 0xFF || _bytes[Consumed + 1] is 0 or (>= 0xD0 and <= 0xD7)))
            Consumed++;
    }

    private void Fill()
    {
        while (_held <= 48 && Consumed < _bytes.Length)
        {
            byte next = _bytes[Consumed];
            if (next == 0xFF)
            {
                if (Consumed + 1 >= _bytes.Length || _bytes[Consumed + 1] != 0) return;
                Consumed++;
            }
            Consumed++;
            _buffer = _buffer << 8 | next;
            _held += 8;
        }
    }
}
