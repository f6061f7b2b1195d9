using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Functions.Tests.Support;
using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Json;

namespace Functions.Tests.App;

/// <summary>What the app answers to requests, the wrong ones above all.</summary>
[Collection(AppCollection.Name)]
[Trait("Tier", "integration")]
public sealed class RequestAppTests(AppHost app)
{
    [Fact]
    public async Task Studies_are_listed_with_their_experiments()
    {
        List<Study> studies = await app.GetAsync<List<Study>>("/api/studies");

        Study study = Assert.Single(studies, study => study.Name == "regularization");
        Assert.Equal(5, study.Experiments.Count);
    }

    [Fact]
    public async Task Wrong_requests_are_refused_in_words()
    {
        await ExpectAsync(await app.PostAsync("/api/retrain", new StringContent("{\"stdy\":1}")), HttpStatusCode.BadRequest,
            "invalid-request");
        await ExpectAsync(await app.PostAsync("/api/retrain", new StringContent("{")), HttpStatusCode.BadRequest, "invalid-request");
        await ExpectAsync(await app.PostAsync("/api/retrain", new ByteArrayContent(new byte[5 * 1024 * 1024])),
            HttpStatusCode.RequestEntityTooLarge, "too-large");
        await ExpectAsync(await app.GetAsync("/api/retrain/r-none"), HttpStatusCode.NotFound, "unknown-retrain");
        await ExpectAsync(await app.GetAsync("/api/retrain/job-r-none"), HttpStatusCode.NotFound, "unknown-retrain");
        await ExpectAsync(await app.PostAsync("/api/retrain/r-none/cancel"), HttpStatusCode.NotFound, "unknown-retrain");
        await ExpectAsync(await app.GetAsync("/api/retrain/r-%23%5C"), HttpStatusCode.NotFound, "unknown-retrain");
        await ExpectAsync(await app.GetAsync($"/api/retrain/r-{new string('0', 2000)}"), HttpStatusCode.NotFound, "unknown-retrain");
        await ExpectAsync(await app.PostAsync("/api/classify?top=0", new ByteArrayContent([])), HttpStatusCode.BadRequest,
            "invalid-request");
    }

    [Fact]
    public async Task A_photo_that_is_too_large_is_refused_in_words_however_it_is_sent()
    {
        // More than a photo may have, and more than Kestrel takes unless it is told otherwise.
        foreach (int megabytes in new[] { 21, 31 })
        {
            byte[] bytes = new byte[megabytes * 1024 * 1024];
            await ExpectAsync(await app.PostAsync("/api/classify", new ByteArrayContent(bytes)), HttpStatusCode.RequestEntityTooLarge,
                "too-large");
            await ExpectAsync(await app.PostAsync("/api/classify",
                new MultipartFormDataContent { { new ByteArrayContent(bytes), "photo", "photo.jpg" } }),
                HttpStatusCode.RequestEntityTooLarge, "too-large");
        }
    }

    [Fact]
    public async Task A_form_that_is_broken_is_refused_in_words()
    {
        var form =
            new ByteArrayContent(Encoding.ASCII.GetBytes("--b\r\nContent-Disposition: form-data; name=photo; filename=a.jpg\r\n\r\nabc"));
        form.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");

        await ExpectAsync(await app.PostAsync("/api/classify", form), HttpStatusCode.BadRequest, "invalid-form");
    }

    private static async Task ExpectAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        using (response)
        {
            Assert.Equal(status, response.StatusCode);
            Assert.Equal(ProblemDocument.ContentType, response.Content.Headers.ContentType?.MediaType);
            ProblemDocument problem = (await response.Content.ReadFromJsonAsync<ProblemDocument>(CoreJson.Options))!;
            Assert.Equal(($"urn:image-classifier:{code}", (int)status), (problem.Type, problem.Status));
        }
    }
}
