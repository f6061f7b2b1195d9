using System.Globalization;
using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Functions.Http;
using ImageClassifier.Functions.Ingestion;
using ImageClassifier.Imaging;
using ImageClassifier.Vision;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace ImageClassifier.Functions.Serving;

/// <summary><c>POST /api/classify?top=5</c>: a photo's bytes, or a form with one file.</summary>
public sealed class ClassifyFunction(IServiceProvider services, PhotoLimits limits, Api api)
{
    private const int DefaultTop = 5;
    private const int MaxTop = 1000;
    private const int FormOverhead = 64 * 1024;

    [Function("Classify")]
    public Task<IResult> Classify(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "classify")] HttpRequest request, CancellationToken cancellationToken) =>
        api.RunAsync(async () =>
        {
            int top = DefaultTop;
            string? asked = request.Query["top"];
            if (asked is not null && !(int.TryParse(asked, CultureInfo.InvariantCulture, out top) && top is >= 1 and <= MaxTop))
                return Api.Invalid([new Problem("$query.top", $"is \"{asked}\"; it must be a whole number between 1 and {MaxTop}")]);
            ReadOnlyMemory<byte>? photo;
            try
            {
                photo = await ReadPhotoAsync(request, cancellationToken);
            }
            catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
            {
                return Api.Problem(StatusCodes.Status400BadRequest, "invalid-form", "The form cannot be read.", e.Message);
            }
            return photo is { } bytes ? await AnswerAsync(bytes, top, cancellationToken) : Api.TooLarge(limits.MaxBytes);
        });

    private async Task<IResult> AnswerAsync(ReadOnlyMemory<byte> photo, int top, CancellationToken cancellationToken)
    {
        try
        {
            // Asked for here and not in the constructor: with it comes libtorch, which only this function needs.
            return await services.GetRequiredService<ChampionModels>().ClassifyAsync(photo, top, cancellationToken) is { } classification
                ? Api.Json<Classification>(classification)
                : Api.Problem(StatusCodes.Status409Conflict, "no-champion", "There is no model yet.",
                    "No model has been trained yet; POST /api/retrain trains one.");
        }
        catch (PhotoRejectedException e)
        {
            int status = e.Rejection.Code is PhotoRejectionCode.UnsupportedFormat or PhotoRejectionCode.NotAnImage
                ? StatusCodes.Status415UnsupportedMediaType
                : StatusCodes.Status400BadRequest;
            return Api.Problem(status, UploadRejection.Of(e.Rejection).Code, "The photo cannot be classified.", e.Rejection.Message);
        }
        catch (UnusableChampionException e)
        {
            return Api.Problem(StatusCodes.Status503ServiceUnavailable, "unusable-champion", "The champion's model cannot be used.",
                e.Message);
        }
    }

    /// <returns>Null when there are more bytes than a photo may have.</returns>
    private async Task<ReadOnlyMemory<byte>?> ReadPhotoAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // A form only where it says so itself: curl calls any bytes that it sends a form, of another type.
        if (request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) != true)
            return await RequestBody.ReadAsync(request, limits.MaxBytes, cancellationToken);
        // Whole before it is parsed: a form that is too large and one that is broken are then told apart.
        if (await RequestBody.ReadAsync(request, limits.MaxBytes + FormOverhead, cancellationToken) is not { } body) return null;
        request.Body = new MemoryStream(body.ToArray(), writable: false);
        IFormCollection form =
            await request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = limits.MaxBytes + FormOverhead }, cancellationToken);
        if (form.Files.Count == 0) return ReadOnlyMemory<byte>.Empty;
        await using Stream file = form.Files[0].OpenReadStream();
        return await RequestBody.ReadAsync(file, form.Files[0].Length, limits.MaxBytes, cancellationToken);
    }
}
