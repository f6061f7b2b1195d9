using ImageClassifier.Tracking.Database;

namespace Tracking.Tests.Database;

public sealed class TextPatternTests
{
    [Theory]
    [InlineData("resnet18", "resnet18", true)]
    [InlineData("resnet18", "resnet%", true)]
    [InlineData("resnet18", "%18", true)]
    [InlineData("resnet18", "%snet%", true)]
    [InlineData("resnet18", "r_snet__", true)]
    [InlineData("resnet18", "resnet_", false)]
    [InlineData("resnet18", "resnet", false)]
    [InlineData("resnet18", "RESNET18", false)]
    [InlineData("aXbXb", "a%b", true)]
    [InlineData("a.b", "a_b", true)]
    [InlineData("axb", "a.b", false)]
    [InlineData("", "%", true)]
    [InlineData("", "_", false)]
    [InlineData("🌻!", "_!", true)]
    public void Percent_is_any_text_and_underscore_one_character(string text, string pattern, bool fits) =>
        Assert.Equal(fits, TextPattern.Matches(text, pattern, ignoreCase: false));

    [Theory]
    [InlineData("ÄRGER", "%ärg%", true)]
    [InlineData("Δοκιμή", "δΟΚ%", true)]
    [InlineData("abc", "b%", false)]
    public void Case_is_ignored_in_all_of_unicode(string text, string pattern, bool fits) =>
        Assert.Equal(fits, TextPattern.Matches(text, pattern, ignoreCase: true));

    [Fact]
    public void A_pattern_of_many_percents_ends_soon()
    {
        string pattern = string.Concat(Enumerable.Repeat("a%", 400)) + "b";

        Assert.False(TextPattern.Matches(new string('a', 8000), pattern, ignoreCase: true));
    }
}
