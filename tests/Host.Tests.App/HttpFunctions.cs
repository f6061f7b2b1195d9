using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Host.Tests.App;

public sealed class HttpFunctions(Journal journal, ILogger<HttpFunctions> logger)
{
    /// <summary>What the app saw of a request.</summary>
    public sealed record Seen(string Method, string Path, string Query, string? Header, string? Host, long Length, string Sha256);

    [Function("Echo")]
    public async Task<IResult> Echo(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", "put", Route = "echo/{*rest}")] HttpRequest request,
            CancellationToken cancellation)
    {
        byte[] hash = await SHA256.HashDataAsync(request.Body, cancellation);
        request.HttpContext.Response.Headers["X-Answer"] = "from the app";
        return Results.Json(new Seen(
            request.Method, request.Path.Value!, request.QueryString.ToString(), request.Headers["X-Question"], request.Host.ToString(),
            request.ContentLength ?? -1, Convert.ToHexStringLower(hash)));
    }

    [Function("GetItem")]
    public IResult GetItem([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "items/{id:int}")] HttpRequest request, int id) =>
        Results.Text($"item {id}");

    [Function("GetLatest")]
    public IResult GetLatest([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "items/latest")] HttpRequest request) =>
        Results.Text("latest");

    [Function("PutItem")]
    public IResult PutItem([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "items/{id:int}")] HttpRequest request, int id) =>
        Results.Created($"/api/items/{id}", null);

    [Function("Named")]
    public IResult Named([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Results.Text("named");

    [Function("Status")]
    public IResult Status([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "status/{code:int}")] HttpRequest request, int code) =>
        Results.StatusCode(code);

    [Function("Large")]
    public IResult Large([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "large/{bytes:int}")] HttpRequest request, int bytes) =>
        Results.Bytes(new byte[bytes]);

    [Function("Setting")]
    public IResult Setting([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "settings/{name}")] HttpRequest request,
        string name) =>
        Results.Text(Environment.GetEnvironmentVariable(name) ?? "");

    [Function("Process")]
    public IResult Process([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "process")] HttpRequest request) =>
        Results.Text($"{Environment.ProcessId}");

    [Function("Guarded")]
    public IResult Guarded([HttpTrigger(AuthorizationLevel.Function, "get", Route = "guarded")] HttpRequest request) =>
        Results.Text("open");

    [Function("ForAdmins")]
    public IResult ForAdmins([HttpTrigger(AuthorizationLevel.Admin, "get", Route = "foradmins")] HttpRequest request) =>
        Results.Text("open");

    [Function("Fail")]
    public IResult Fail([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "fail")] HttpRequest request) =>
        throw new InvalidOperationException("the function's own words");

    [Function("Log")]
    public IResult Log([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "log/{text}")] HttpRequest request, string text)
    {
        logger.LogInformation("Information of {Text}", text);
        Console.WriteLine($"Console of {text}");
        return Results.Ok();
    }

    [Function("Quiet")]
    public IResult Quiet([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "quiet/{text}")] HttpRequest request, string text)
    {
        logger.LogInformation("Information of {Text}", text);
        return Results.Ok();
    }

    /// <summary>The process dies in the middle of a request.</summary>
    [Function("Crash")]
    public IResult Crash([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "crash")] HttpRequest request)
    {
        Environment.Exit(7);
        return Results.Ok();
    }

    /// <summary>Starts a program that outlives the app.</summary>
    [Function("Child")]
    public IResult Child([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "child")] HttpRequest request)
    {
        using var child = System.Diagnostics.Process.Start("sleep", ["60"]);
        return Results.Text($"{child.Id}");
    }

    /// <summary>Goes on until nobody waits any more.</summary>
    [Function("Wait")]
    public async Task<IResult> Wait(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "wait/{id}")] HttpRequest request, string id,
            CancellationToken cancellation)
    {
        journal.Add($"waiting {id}");
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        catch (OperationCanceledException)
        {
            journal.Add($"canceled {id}");
        }
        return Results.Ok();
    }

    /// <summary>Heeds nothing: only the end of the process ends it.</summary>
    [Function("Stuck")]
    public async Task<IResult> Stuck([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "stuck")] HttpRequest request)
    {
        await Task.Delay(Timeout.Infinite, CancellationToken.None);
        return Results.Ok();
    }
}
