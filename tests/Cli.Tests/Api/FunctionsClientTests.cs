using System.Net;
using System.Text.Json.Nodes;
using ImageClassifier.Cli;
using ImageClassifier.Cli.Api;
using ImageClassifier.Contracts.Retraining;

namespace Cli.Tests.Api;

public sealed class FunctionsClientTests
{
    private static FunctionsClient Client(StubHandler handler, string? key = null) => new(new HttpClient(handler), "http://app", key);

    [Fact]
    public async Task The_id_and_the_warnings_are_read_from_the_accepted_answer()
    {
        var handler = new StubHandler(_ => StubHandler.Json(
            """
            {"id":"r1","statusUrl":"/api/retrain/r1","statusQueryGetUri":"http://app/runtime/r1",
             "warnings":[{"path":"$.base.optimizer.accumulateBatches","message":"is called other now"}]}
            """, HttpStatusCode.Accepted));
        RetrainAccepted accepted = await Client(handler).StartRetrainAsync(new JsonObject { ["study"] = "s" }, CancellationToken.None);
        Assert.Equal("r1", accepted.Id);
        Assert.Equal("$.base.optimizer.accumulateBatches: is called other now", Assert.Single(accepted.Warnings!).ToString());
        Assert.Equal(("POST", "/api/retrain", """{"study":"s"}"""), handler.Requests[0]);
    }

    [Fact]
    public async Task Cancelling_what_is_over_changes_nothing()
    {
        var handler = new StubHandler(_ => StubHandler.Json("""{"title":"over"}""", HttpStatusCode.Conflict));
        await Client(handler).CancelAsync("r1", CancellationToken.None);
        Assert.Equal(("POST", "/api/retrain/r1/cancel", ""), handler.Requests[0]);
    }

    [Fact]
    public async Task A_refused_retrain_lists_every_problem()
    {
        var handler = new StubHandler(_ => StubHandler.Json(
            """{"title":"The request cannot work.","detail":"2 problems","errors":[{"path":"$.repeats","message":"is 0"},{"path":"$.dataset","message":"has one class only"}]}""",
            HttpStatusCode.BadRequest));
        CliException error = await Assert.ThrowsAsync<CliException>(() => Client(handler).StartRetrainAsync([], CancellationToken.None));
        Assert.Equal(ExitCode.Failed, error.ExitCode);
        Assert.Equal(["the retrain was refused: The request cannot work.", "  $.repeats: is 0", "  $.dataset: has one class only"],
            error.Message.Split(Environment.NewLine));
    }

    [Fact]
    public async Task A_retrain_is_not_sent_twice_when_the_connection_breaks()
    {
        var handler = new StubHandler(_ => throw new HttpRequestException("refused"));
        CliException error = await Assert.ThrowsAsync<CliException>(() => Client(handler).StartRetrainAsync([], CancellationToken.None));
        Assert.Equal(ExitCode.Service, error.ExitCode);
        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task A_question_is_asked_again_when_the_host_restarts()
    {
        int calls = 0;
        var handler = new StubHandler(_ => ++calls == 1
            ? throw new HttpRequestException("refused")
            : StubHandler.Json("""{"classes":[],"pending":3,"rejected":[],"warnings":[]}"""));
        Assert.Equal(3, (await Client(handler).DatasetAsync(CancellationToken.None)).Pending);
    }

    [Fact]
    public async Task A_question_is_asked_again_when_the_app_ended_while_it_worked_on_it()
    {
        int calls = 0;
        var handler = new StubHandler(_ => ++calls == 1
            ? new HttpResponseMessage(HttpStatusCode.InternalServerError) { Content = new ByteArrayContent([]) }
            : StubHandler.Json("""{"classes":[],"pending":3,"rejected":[],"warnings":[]}"""));
        Assert.Equal(3, (await Client(handler).DatasetAsync(CancellationToken.None)).Pending);
    }

    [Fact]
    public async Task What_the_app_itself_says_is_told_at_once()
    {
        var handler = new StubHandler(_ => StubHandler.Json("""{"title":"Broken."}""", HttpStatusCode.InternalServerError));
        await Assert.ThrowsAsync<CliException>(() => Client(handler).DatasetAsync(CancellationToken.None));
        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task An_unknown_retrain_is_null() =>
        Assert.Null(await Client(new StubHandler(_ => StubHandler.Json("{}", HttpStatusCode.NotFound)))
            .ProgressAsync("x/y", CancellationToken.None));

    [Fact]
    public async Task A_photo_that_cannot_be_read_is_told_apart_from_a_failure()
    {
        var handler = new StubHandler(_ =>
            StubHandler.Json("""{"title":"Not a photo.","detail":"TIFF is not accepted"}""", HttpStatusCode.UnsupportedMediaType));
        PhotoRefusedException refused =
            await Assert.ThrowsAsync<PhotoRefusedException>(() => Client(handler).ClassifyAsync([1], 3, CancellationToken.None));
        Assert.Equal("TIFF is not accepted", refused.Message);
        Assert.Equal("/api/classify?top=3", handler.Requests[0].Path);
    }

    [Fact]
    public async Task The_function_key_is_sent()
    {
        string? sent = null;
        var handler = new StubHandler(request =>
        {
            sent = request.Headers.GetValues("x-functions-key").Single();
            return StubHandler.Json("""{"classes":[],"pending":0,"rejected":[],"warnings":[]}""");
        });
        await Client(handler, "secret").DatasetAsync(CancellationToken.None);
        Assert.Equal("secret", sent);
    }

    [Theory]
    [InlineData("", "HTTP 500: no further words")]
    [InlineData("<html>", "HTTP 500: <html>")]
    [InlineData("{\"title\":\"T\",\"detail\":\"D\"}", "D")]
    [InlineData("{\"title\":\"T\",\"errors\":{\"a\":[\"b\"]}}", "T: a: b")]
    public void Error_answers_of_every_kind_give_words(string body, string expected) =>
        Assert.Equal(expected, ProblemDetails.Parse(body, 500).OneLine);
}
