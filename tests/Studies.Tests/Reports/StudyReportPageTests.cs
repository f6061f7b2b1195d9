using System.Text.Json.Nodes;
using System.Xml.Linq;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Studies.Reports.Charts;
using ImageClassifier.Studies.Reports;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using static Studies.Tests.Reports.Studies;

namespace Studies.Tests.Reports;

/// <summary>The report as text, and in a real browser where there is one.</summary>
public sealed class StudyReportPageTests
{
    private const string Hostile = "<img src=x onerror=alert(1)>\"'&\u0000\ud800";

    [Trait("Tier", "integration")]
    [Theory]
    [InlineData(1280, false)]
    [InlineData(390, true)]
    public async Task It_opens_without_requests_complaints_or_sideways_scrolling(int width, bool dark)
    {
        Assert.SkipWhen(BrowserPage.Browser is null, "No Chromium on this machine.");
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.html");
        await File.WriteAllTextAsync(file, StudyReportPage.Render(HostileStudy()));
        try
        {
            await using BrowserPage page = await BrowserPage.OpenAsync(new Uri(file).AbsoluteUri, width, 900, dark);

            Assert.Equal(width,
                (await page.EvaluateAsync("document.documentElement.scrollWidth"))!.GetValue<int>() + await ScrollBarAsync(page, width));
            Assert.Equal([new Uri(file).AbsoluteUri],
                page.Requests.Where(request => !request.StartsWith("data:", StringComparison.Ordinal)));
            Assert.Empty(page.Complaints);
            // Every picture can be shown, and nobody's name became an element.
            Assert.Equal(4,
                (await page.EvaluateAsync("[...document.images].filter(image => image.naturalWidth > 0).length"))!.GetValue<int>());
            Assert.Equal(4, (await page.EvaluateAsync("document.images.length"))!.GetValue<int>());
            Assert.Equal(dark ? "rgb(17, 22, 28)"
                : "rgb(245, 247, 249)", (await page.EvaluateAsync("getComputedStyle(document.body).backgroundColor"))!.GetValue<string>());
            JsonNode text = (await page.EvaluateAsync("document.body.innerText"))!;
            Assert.Contains("<img src=x onerror=alert(1)>", text.GetValue<string>());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Whoever_failed_is_named_with_the_reason_and_the_rest_is_shown()
    {
        string page = StudyReportPage.Render(
            Outcome(Run("good", First(15, 20)), Run("lost", First(1, 20)) with { Result = null, Error = "the <worker> ran away" }));

        Assert.Contains("<b>lost</b> did not finish: the &lt;worker&gt; ran away", page);
        Assert.Contains("good reaches 75.0&#160;% validation accuracy", page);
        Assert.Contains("The winner&#39;s best run: good", page);
    }

    [Fact]
    public void Nothing_finished_is_still_a_page() =>
        Assert.Contains("No run finished", StudyReportPage.Render(Outcome(Run("lost", First(1, 20)) with { Result = null, Error = null })));

    [Fact]
    public void Parameters_that_differ_are_shown_and_others_are_not()
    {
        string page = StudyReportPage.Render(
            Outcome(Run("a", First(15, 20)), Run("b", First(14, 20), change: experiment => experiment with { BatchSize = 8 })));

        Assert.Contains("<code>batchSize</code>", page);
        Assert.DoesNotContain("<code>epochs</code>", page);
        Assert.DoesNotContain("<code>name</code>", page);
    }

    [Fact]
    public void The_page_refuses_whatever_would_run_or_be_loaded()
    {
        string page = StudyReportPage.Render(HostileStudy());

        Assert.Contains("default-src &#39;none&#39;; img-src data:; style-src &#39;unsafe-inline&#39;", page);
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("http:", page.Replace("http://www.w3.org", ""));
    }

    [Fact]
    public void Drawings_of_hostile_names_are_sound_XML()
    {
        MistakeGallery mistakes = Mistakes("job", Hostile, Picture());

        XElement gallery = XElement.Parse(MistakesSvg.Render(mistakes));
        XElement matrix = XElement.Parse(ConfusionMatrixSvg.Render([Hostile, "b"], [[1, 2], [0, 3]]));

        Assert.Equal(4, gallery.Descendants().Count(element => element.Name.LocalName == "image"));
        Assert.Contains(matrix.Descendants(), element => element.Value.StartsWith("<img src=x", StringComparison.Ordinal));
        XElement.Parse(MistakesSvg.Render(mistakes with { Wrong = 0, Shown = [] }));
        XElement.Parse(ReliabilitySvg.Render([], []));
        XElement.Parse(CurvesSvg.Render([], 1));
        XElement.Parse(ConfusionMatrixSvg.Render([.. Enumerable.Range(0, 60).Select(i => $"class {i}")],
            [.. Enumerable.Range(0, 60).Select(i => new int[60])]));
    }

    private static async Task<int> ScrollBarAsync(BrowserPage page, int width) =>
        width - (await page.EvaluateAsync("document.documentElement.clientWidth"))!.GetValue<int>();

    private static StudyReport HostileStudy()
    {
        StudyReport outcome = Outcome(
            Run(Hostile, First(15, 20), repeat: 0), Run(Hostile, First(14, 20), repeat: 1),
                Run("an-experiment-with-a-name-that-is-longer-than-any-phone-is-wide-and-has-no-space", First(9, 20)),
            Run("failed", First(1, 20)) with { Result = null, Error = Hostile });
        return outcome with
        {
            Title = Hostile,
            Description = Hostile,
            Counts = [.. outcome.Counts, new ClassCount(Hostile, 3, 1)],
            Warnings = [Hostile],
            ServedJobId = outcome.Runs[0].JobId,
            Mistakes = Mistakes(outcome.Runs[0].JobId, Hostile, Picture()),
        };
    }

    private static byte[] Picture()
    {
        using var image = new Image<Rgb24>(16, 16, new Rgb24(90, 120, 60));
        using var buffer = new MemoryStream();
        image.SaveAsJpeg(buffer);
        return buffer.ToArray();
    }
}
