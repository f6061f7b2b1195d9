using ImageClassifier.Tracking.Api.Answers;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking.Api;

/// <summary>Every failure becomes MLflow's <c>{"error_code": …, "message": …}</c>.</summary>
internal sealed partial class ErrorHandling(RequestDelegate next, ILogger<ErrorHandling> logger)
{
    private const int FullDisk = 13; // SQLITE_FULL
    private const int TooBig = 18; // SQLITE_TOOBIG
    private const int Constraint = 19; // SQLITE_CONSTRAINT

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { StatusCode: 404 or 405, HasStarted: false, ContentLength: null })
            {
                await WriteAsync(context, TrackingException.NoEndpoint(
                    $"No endpoint {context.Request.Method} {context.Request.Path}; the API is under /api/2.0/mlflow/."));
            }
        }
        catch (TrackingException e)
        {
            await WriteAsync(context, e);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is Constraint or TooBig)
        {
            await WriteAsync(context, TrackingException.Invalid($"The database refuses the value: {e.Message}"));
        }
        catch (DamagedDatabaseException e)
        {
            LogDamage(e.Message);
            await WriteAsync(context, new TrackingException("INTERNAL_ERROR", 500, e.Message));
        }
        catch (BadHttpRequestException e)
        {
            await WriteAsync(context, new TrackingException("BAD_REQUEST", e.StatusCode, e.Message));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            LogFailure(context.Request.Method, context.Request.Path, e);
            await WriteAsync(context, IsDiskFull(e)
                ? new TrackingException("RESOURCE_EXHAUSTED", 507, "The disk is full; free space where the tracking server keeps its data.")
                : new TrackingException("INTERNAL_ERROR", 500, $"{context.Request.Method} {context.Request.Path} failed: {e.Message}"));
        }
    }

    private static Task WriteAsync(HttpContext context, TrackingException error) =>
        context.Response.HasStarted
            ? Task.CompletedTask
            : MlflowRoutes.WriteAsync(
                context, error.StatusCode, new ErrorAnswer(error.ErrorCode, error.Message, error.SqlState, error.ErrorClass),
                MessagesJson.Default.ErrorAnswer);

    private static bool IsDiskFull(Exception error) =>
        error is SqliteException { SqliteErrorCode: FullDisk } || (error is IOException && (error.HResult & 0xFFFF) is 28 or 112);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason}")]
    private partial void LogDamage(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void LogFailure(string method, string path, Exception error);
}
