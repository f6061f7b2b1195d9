using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tracking.Tests.Webhooks;

/// <summary>What a webhook was sent.</summary>
internal sealed record Delivery(IHeaderDictionary Headers, string Body);

/// <summary>An address on this machine that webhooks are sent to; it answers as it is told.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<int> _answers = [];

    private Receiver(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single() + "/hook";

    public ConcurrentQueue<Delivery> Received { get; } = [];

    public static async Task<Receiver> StartAsync(params int[] answers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new Receiver(app);
        foreach (int answer in answers) receiver._answers.Enqueue(answer);
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            string body = await reader.ReadToEndAsync(context.RequestAborted);
            context.Response.StatusCode = receiver._answers.TryDequeue(out int status) ? status : 200;
            receiver.Received.Enqueue(new Delivery(new HeaderDictionary(context.Request.Headers.ToDictionary()), body));
        });
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
