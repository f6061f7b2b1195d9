using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using FromBodyAttribute = Microsoft.Azure.Functions.Worker.Http.FromBodyAttribute;

namespace Functions.Host.Tests;

public sealed class HttpTests
{
    [Fact]
    public async Task A_route_binds_its_parts_by_name_and_type()
    {
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(HttpFunctionsUnderTest)));
        Assert.Equal("\"7 of daisy/a b.jpg, page 3\"", await host.Http.GetStringAsync("/api/things/7/daisy/a%20b.jpg?page=3"));
    }

    [Fact]
    public async Task A_literal_route_wins_over_a_parameter()
    {
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(HttpFunctionsUnderTest)));
        Assert.Equal("latest", await host.Http.GetStringAsync("/api/models/latest"));
        Assert.Equal("model 12", await host.Http.GetStringAsync("/api/models/12"));
    }

    [Fact]
    public async Task An_unknown_route_and_a_wrong_method_are_not_found()
    {
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(HttpFunctionsUnderTest)));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/api/nothing")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.DeleteAsync("/api/models/12")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/models/12")).StatusCode);
    }

    [Fact]
    public async Task The_route_prefix_comes_from_host_json()
    {
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(HttpFunctionsUnderTest))
        {
            HostJson = """{ "version": "2.0", "extensions": { "http": { "routePrefix": "" } } }""",
        });
        Assert.Equal("latest", await host.Http.GetStringAsync("/models/latest"));
    }

    [Fact]
    public async Task A_function_without_a_route_takes_its_name()
    {
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(HttpFunctionsUnderTest)));
        HttpResponseMessage response = await host.Http.PostAsJsonAsync("/api/Echo", new { Text = "hi", count = 2 });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("""{"text":"hi","count":2}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Results_of_aspnet_and_of_the_worker_are_sent()
    {
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(HttpFunctionsUnderTest)));
        HttpResponseMessage problem = await host.Http.GetAsync("/api/Problem");
        Assert.Equal(HttpStatusCode.BadRequest, problem.StatusCode);
        Assert.Equal("application/problem+json", problem.Content.Headers.ContentType?.MediaType);

        HttpResponseMessage own = await host.Http.PostAsync("/api/Own", new StringContent("text"));
        Assert.Equal(HttpStatusCode.Accepted, own.StatusCode);
        Assert.Equal("got text", await own.Content.ReadAsStringAsync());
        Assert.Equal("yes", own.Headers.GetValues("X-Own").Single());
    }

    [Fact]
    public async Task A_body_of_sixty_megabytes_arrives_whole()
    {
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(HttpFunctionsUnderTest)));
        HttpResponseMessage response = await host.Http.PostAsync("/api/Size", new ByteArrayContent(new byte[60 * 1024 * 1024]));
        Assert.Equal("62914560", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_body_over_the_limit_is_413()
    {
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(HttpFunctionsUnderTest))
        {
            Settings = new Dictionary<string, string?> { ["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"] = "1000" },
        });
        HttpResponseMessage response = await host.Http.PostAsync("/api/Size", new ByteArrayContent(new byte[2000]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task A_function_that_throws_is_500_without_details_and_an_error_in_the_log()
    {
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(HttpFunctionsUnderTest)));
        HttpResponseMessage response = await host.Http.GetAsync("/api/Throws");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
        Assert.Contains(host.Log.Lines, line => line.Level == Microsoft.Extensions.Logging.LogLevel.Error && line.Text.Contains("'Functions.Throws' (Failed"));
    }

    [Fact]
    public async Task Services_are_scoped_to_the_invocation_and_instances_are_disposed()
    {
        var recorder = new Recorder();
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(ScopedFunctions))
        {
            Recorder = recorder,
            Configure = builder => builder.Services.AddScoped<ScopedService>(),
        });
        string first = await host.Http.GetStringAsync("/api/Scoped"), second = await host.Http.GetStringAsync("/api/Scoped");
        Assert.NotEqual(first, second);
        await recorder.WaitForAsync(2);
        Assert.Equal(["disposed", "disposed"], recorder.Calls);
    }

    [Fact]
    public async Task Middleware_runs_around_every_function_in_the_order_added()
    {
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(HttpFunctionsUnderTest))
        {
            Configure = builder =>
            {
                builder.UseMiddleware(async (context, next) =>
                {
                    context.GetHttpContext()?.Response.Headers.Append("X-Order", "outer");
                    context.Items["seen"] = "outer";
                    await next();
                });
                builder.UseMiddleware<Inner>();
            },
        });
        Assert.Equal("outer inner", await host.Http.GetStringAsync("/api/Items"));
    }

    [Fact]
    public async Task A_function_that_exceeds_its_timeout_is_cancelled()
    {
        var recorder = new Recorder { Then = (_, cancellation) => Task.Delay(Timeout.Infinite, cancellation) };
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(SlowFunctions))
        {
            Recorder = recorder,
            HostJson = """{ "version": "2.0", "functionTimeout": "00:00:01" }""",
        });
        Assert.Equal(HttpStatusCode.InternalServerError, (await host.Http.GetAsync("/api/Slow")).StatusCode);
        Assert.Contains(host.Log.Lines, line => line.Text.Contains("'Functions.Slow' (Failed"));
    }

    [Fact]
    public async Task The_list_of_functions_is_printed_at_the_start()
    {
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(HttpFunctionsUnderTest)));
        string port = new Uri(host.Host.BaseUrl).Port.ToString();
        Assert.Contains("Functions:", host.Output.ToString());
        Assert.Contains($"\tModel: [GET,POST] http://localhost:{port}/api/models/{{id}}", host.Output.ToString());
    }
}

internal sealed class HttpFunctionsUnderTest(Recorder recorder)
{
    internal sealed record Said(string Text, int Count);

    [Function("Things")]
    public IActionResult Things(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{id:int}/{*path}")] HttpRequest request, int id, string path, int page) =>
        new JsonResult($"{id} of {path}, page {page}");

    [Function("Latest")]
    public IActionResult Latest([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "models/latest")] HttpRequest request) =>
        new ContentResult { Content = "latest" };

    [Function("Model")]
    public static IResult Model([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "models/{id}")] HttpRequest request, string id) =>
        Results.Text($"model {id}");

    [Function("Echo")]
    public IActionResult Echo([HttpTrigger(AuthorizationLevel.Function, "post")] HttpRequest request, [FromBody] Said said) =>
        new CreatedResult("/said", said);

    [Function("Problem")]
    public IResult Problem([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        Results.Problem("wrong", statusCode: 400);

    [Function("Own")]
    public async Task<HttpResponseData> Own([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequestData request)
    {
        HttpResponseData response = request.CreateResponse(HttpStatusCode.Accepted);
        response.Headers.Add("X-Own", "yes");
        await response.WriteStringAsync($"got {await request.ReadAsStringAsync()}");
        return response;
    }

    [Function("Size")]
    public async Task<IResult> Size([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, CancellationToken cancellation)
    {
        using var read = new MemoryStream();
        await request.Body.CopyToAsync(read, cancellation);
        return Results.Text($"{read.Length}");
    }

    [Function("Throws")]
    public Task<IResult> Throws([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        throw new InvalidOperationException($"secret {recorder.Calls.Count}");

    [Function("Items")]
    public string Items([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, FunctionContext context) => (string)context.Items["seen"];
}

internal sealed class SlowFunctions(Recorder recorder)
{
    [Function("Slow")]
    public async Task<IResult> Slow([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, CancellationToken cancellation)
    {
        await recorder.CallAsync("slow", cancellation);
        return Results.Text("done");
    }
}

internal sealed class ScopedService
{
    public string Id { get; } = Guid.NewGuid().ToString();
}

internal sealed class ScopedFunctions(ScopedService first, IServiceProvider services, Recorder recorder) : IDisposable
{
    [Function("Scoped")]
    public string Scoped([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
    {
        Assert.Same(first, services.GetRequiredService<ScopedService>());
        return first.Id;
    }

    public void Dispose() => recorder.CallAsync("disposed").GetAwaiter().GetResult();
}

internal sealed class Inner : Microsoft.Azure.Functions.Worker.Middleware.IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, Microsoft.Azure.Functions.Worker.Middleware.FunctionExecutionDelegate next)
    {
        context.Items["seen"] = $"{context.Items["seen"]} inner";
        await next(context);
    }
}
