using Microsoft.Azure.Functions.Worker.Embedded.Blobs;
using Microsoft.Azure.Functions.Worker.Embedded.Hosting;

namespace Functions.Host.Tests;

public sealed class BlobPathPatternTests
{
    [Theory]
    [InlineData("c/{name}", "a/b/c.jpg", "name=a/b/c.jpg")]
    [InlineData("c/{label}/{name}", "daisy/a.jpg", "label=daisy name=a.jpg")]
    [InlineData("c/{label}/{name}", "a/b/c.jpg", "label=a/b name=c.jpg")]
    [InlineData("c/{name}.{extension}", "a.b.jpg", "name=a.b extension=jpg")]
    [InlineData("c/in/{name}.jpg", "in/.jpg", "name=")]
    [InlineData("c/{{x}}{name}", "{x}y", "name=y")]
    [InlineData("c/{label}/{name}", "top.jpg", null)]
    [InlineData("c/{name}.jpg", "a.jpgx", null)]
    [InlineData("c/fixed.txt", "fixed.txt", "")]
    [InlineData("c/fixed.txt", "Fixed.txt", null)]
    public void Names_match_and_split_as_on_azure(string path, string name, string? parts)
    {
        IReadOnlyDictionary<string, string>? match = BlobPathPattern.Parse($"con{path}", "F").Match(name);
        Assert.Equal(parts, match is null ? null : string.Join(' ', match.Select(part => $"{part.Key}={part.Value}")));
    }

    [Theory]
    [InlineData("con/in/{name}.jpg", "in/")]
    [InlineData("con/{name}", "")]
    [InlineData("con", "")]
    [InlineData("con/a{{b/{name}", "a{b/")]
    public void A_listing_is_limited_to_what_every_match_begins_with(string path, string prefix) =>
        Assert.Equal(prefix, BlobPathPattern.Parse(path, "F").Prefix);

    [Theory]
    [InlineData("Uploads/{name}")]
    [InlineData("ab/{name}")]
    [InlineData("con/{name")]
    [InlineData("con/{}")]
    [InlineData("con/{a}{a}")]
    [InlineData("con--x/{a}")]
    public void A_path_that_cannot_be_is_refused(string path) =>
        Assert.Contains($"\"{path}\"", Assert.Throws<HostStartException>(() => BlobPathPattern.Parse(path, "F")).Message);
}
