using ImageClassifier.Contracts.Datasets;

namespace Contracts.Tests.Datasets;

public class CanonicalFormTests
{
    [Theory]
    [InlineData("cafe\u0301", "caf\u00E9")]
    [InlineData("Zu\u0308rich", "Z\u00FCrich")]
    [InlineData("a\u0323\u0302", "\u1EAD")]
    [InlineData("e\u0302\u0301", "\u1EBF")]
    [InlineData("\u0438\u0306", "\u0439")]
    [InlineData("\u03B9\u0308\u0301", "\u0390")]
    [InlineData("\u304B\u3099", "\u304C")]
    [InlineData("\u1112\u1161\u11AB\u1100\u1173\u11AF", "\uD55C\uAE00")]
    [InlineData("o\u0308o\u0308", "\u00F6\u00F6")]
    [InlineData("\u0301x", "\u0301x")]
    [InlineData("plain", "plain")]
    [InlineData("\uD83C\uDF3C daisy", "\uD83C\uDF3C daisy")]
    public void Letters_and_marks_become_one(string pieces, string composed)
    {
        Assert.Equal(composed, CanonicalForm.Compose(pieces));
        Assert.Equal(composed, CanonicalForm.Compose(composed));
    }
}
