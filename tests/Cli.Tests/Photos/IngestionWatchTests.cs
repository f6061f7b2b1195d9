using Cli.Tests.Api;
using ImageClassifier.Cli.Api;
using ImageClassifier.Cli.Photos;
using ImageClassifier.Contracts.Datasets;

namespace Cli.Tests.Photos;

public sealed class IngestionWatchTests
{
    private const string Blocked = """{"name":"daisy/bad.jpg","why":"is leased","since":"2030-01-01T00:00:00Z"}""";

    [Fact]
    public async Task Uploads_that_cannot_be_processed_are_asked_for_once_and_not_waited_for()
    {
        var answers = new Queue<int>([3, 2, 1]);
        var told = new List<int>();
        var handler = new StubHandler(request => StubHandler.Json(request.Method == HttpMethod.Post ? """{"requested":1}"""
            : $$"""{"classes":[],"pending":{{answers.Dequeue()}},"blocked":1,"pendingUploads":[{{Blocked}}],"rejected":[],"warnings":[]}"""));

        DatasetSummary dataset = await new IngestionWatch(new FunctionsClient(new HttpClient(handler), "http://app", null))
            .WaitAsync(told.Add, CancellationToken.None);

        Assert.Equal([2, 1, 0], told);
        Assert.Equal(("daisy/bad.jpg", "is leased"), (Assert.Single(dataset.PendingUploads).Name, dataset.PendingUploads[0].Why));
        Assert.Single(handler.Requests, request => request.Path == "/api/dataset/rescan");
    }
}
