using System.Globalization;

namespace Microsoft.Azure.Functions.Worker.Embedded.Timers;

/// <summary>One field of a cron expression: the values it allows.</summary>
internal sealed class CronField
{
    private readonly bool[] allowed;

    private CronField(bool[] allowed)
    {
        this.allowed = allowed;
    }

    public bool Allows(int value) => allowed[value];

    /// <summary>The first allowed value from <paramref name="value"/> on; null where there is none.</summary>
    public int? From(int value)
    {
        for (int i = value; i < allowed.Length; i++)
            if (allowed[i]) return i;
        return null;
    }

    /// <summary>Reads lists of <c>*</c>, <c>n</c>, <c>a-b</c>, each with an optional step <c>/s</c>; names stand for numbers.</summary>
    /// <exception cref="FormatException">The text is not such a list, or a number is outside the field.</exception>
    public static CronField Parse(string text, int least, int most, string[]? names = null)
    {
        var allowed = new bool[most + 1];
        foreach (string item in text.Split(','))
        {
            string[] range = item.Split('/');
            if (range.Length > 2) throw new FormatException($"\"{item}\" has more than one step");
            int step = range.Length == 2 ? Number(range[1], null, 0) : 1;
            if (step < 1) throw new FormatException($"\"{item}\" has a step below 1");
            (int first, int last) = Bounds(range[0], range.Length == 2, least, most, names);
            if (first < least || last > most || first > last)
                throw new FormatException($"\"{item}\" is not within {least} to {most}");
            for (int value = first; value <= last; value += step) allowed[value] = true;
        }
        return new CronField(allowed);
    }

    private static (int First, int Last) Bounds(string text, bool stepped, int least, int most, string[]? names)
    {
        if (text == "*") return (least, most);
        string[] ends = text.Split('-');
        if (ends.Length > 2) throw new FormatException($"\"{text}\" is not a range");
        int first = Number(ends[0], names, least);
        // A single start with a step runs to the end: 5/15 is 5, 20, 35, 50.
        int last = ends.Length == 2 ? Number(ends[1], names, least) : stepped ? most : first;
        return (first, last);
    }

    private static int Number(string text, string[]? names, int offset)
    {
        int named = names is null ? -1 : Array.FindIndex(names, name => text.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        if (named >= 0) return named + offset;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new FormatException($"\"{text}\" is not a number");
    }
}
