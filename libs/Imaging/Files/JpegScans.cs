namespace ImageClassifier.Imaging.Files;

/// <summary>Keeps account of what the scans of a JPEG draw: T.81, section B.2.3 and annex G.</summary>
internal sealed class JpegScans
{
    private const int Coefficients = 64;

    // For each component and coefficient the lowest bit that was sent; 255 where none was.
    private readonly Dictionary<byte, byte[]> _bits = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether every coefficient of every component is there to its last bit.</summary>
    public bool DrawEverything => _bits.Values.All(component => Array.TrueForAll(component, bit => bit == 0));

    /// <param name="frame">Content of a frame header: precision, height, width, and three bytes for each component.</param>
    /// <returns>Null where it is broken.</returns>
    internal static JpegScans? Of(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 6 || frame[5] is 0 or > 4 || frame.Length < 6 + 3 * frame[5]) return null;
        var scans = new JpegScans();
        for (int i = 0; i < frame[5]; i++)
        {
            byte[] unsent = new byte[Coefficients];
            Array.Fill(unsent, byte.MaxValue);
            scans._bits[frame[6 + 3 * i]] = unsent;
        }
        return scans;
    }

    /// <param name="header">Content of a scan header: its components, first and last coefficient, and bit positions.</param>
    /// <returns>False where it is broken.</returns>
    internal bool Add(ReadOnlySpan<byte> header)
    {
        if (header.IsEmpty || header[0] is 0 or > 4 || header.Length < 4 + 2 * header[0]) return false;
        int count = header[0];
        ReadOnlySpan<byte> tail = header[(1 + 2 * count)..];
        int first = tail[0], last = Math.Min((int)tail[1], Coefficients - 1);
        byte low = (byte)(tail[2] & 15);
        Count++;
        for (int i = 0; i < count; i++)
        {
            if (!_bits.TryGetValue(header[1 + 2 * i], out byte[]? component)) return false;
            for (int k = first; k <= last; k++) component[k] = low;
        }
        return true;
    }
}
