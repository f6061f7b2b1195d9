using System.Globalization;
using System.Text;

namespace ImageClassifier.Contracts.Datasets;

/// <summary>Names of classes that a person takes for one: the same letters in another case, in two forms of Unicode, with a space or
/// nothing to be seen between.</summary>
/// <param name="Labels">Two or more.</param>
/// <param name="AreTheSame">Whether nobody can tell them apart; otherwise they differ in case, in punctuation, or in letters of another
/// alphabet.</param>
public sealed record LookAlikes(IReadOnlyList<string> Labels, bool AreTheSame)
{
    // Letters of other alphabets that are drawn as Latin ones: of those in confusables.txt (UTS #39) the ones that names are written with.
    private const string Foreign = "аеорсухіјѕԁһӏАВЕЗКМНОРСТУХІЈЅοανρτικυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        Latin = "aeopcyxijsdhlABE3KMHOPCTYXIJSoavptikuxABEZHIKMNOPTYX";

    /// <returns>Each group of labels that look alike, in the order of their first.</returns>
    public static IReadOnlyList<LookAlikes> Among(IEnumerable<string> labels) =>
    [
        .. labels.Distinct().Order(NaturalOrder.Comparer).GroupBy(Outline).Where(group => group.Count() > 1)
            .Select(group => new LookAlikes([.. group], group.Select(Look).Distinct().Count() < group.Count())),
    ];

    /// <summary>What a person should know.</summary>
    public string Warning =>
        $"the classes {string.Join(" and ", Labels.Select(Quote))} {(AreTheSame ? "look the same" : "look alike")}; if they are one, put "
            + $"their photos into one folder";

    /// <summary>A name for a message: in quotes, with escapes for what cannot be seen or could be taken for something else.</summary>
    public static string Quote(string name) => $"\"{Escape(name, escapeMarks: true)}\"";

    /// <summary>A name for a line of text: with escapes for line breaks and all else that changes a line without being seen.</summary>
    public static string Escape(string name) => Escape(name, escapeMarks: false);

    private static string Escape(string name, bool escapeMarks)
    {
        if (name.All(character => character is >= ' ' and <= '~')) return name;
        var text = new StringBuilder(name.Length);
        foreach (char character in name)
        {
            UnicodeCategory kind = CharUnicodeInfo.GetUnicodeCategory(character);
            bool isOdd = IsUnseen(character)
                || kind is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                || (kind == UnicodeCategory.SpaceSeparator && character != ' ') || (escapeMarks && kind == UnicodeCategory.NonSpacingMark);
            text.Append(isOdd ? FormattableString.Invariant($"\\u{(int)character:X4}") : character);
        }
        return text.ToString();
    }

    /// <summary>What is seen of a label.</summary>
    private static string Look(string label)
    {
        string seen = string.Concat(CanonicalForm.Compose(label).Where(character => !IsUnseen(character))
            .Select(character => char.IsWhiteSpace(character) ? ' ' : character));
        return string.Join(' ', seen.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>What stays in mind of it.</summary>
    private static string Outline(string label)
    {
        string text = string.Concat(Look(label).Select(AsLatin)).ToLowerInvariant();
        // Between numbers they mean something: 1-2, 12.
        return text.Any(char.IsAsciiDigit) ? text : string.Concat(text.Where(character => character is not (' ' or '_' or '-')));
    }

    private static char AsLatin(char character)
    {
        // Full-width letters of East Asia.
        if (character is >= '\uFF01' and <= '\uFF5E') return (char)(character - 0xFEE0);
        int at = Foreign.IndexOf(character);
        return at < 0 ? character : Latin[at];
    }

    private static bool IsUnseen(char character) =>
        CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.Format
            || character is (>= '\uFE00' and <= '\uFE0F') or '\u115F' or '\u1160' or '\u3164' or '\uFFA0' or '\u034F';
}
