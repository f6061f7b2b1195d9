using ImageClassifier.Hosting.Jobs;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Host.Config;

namespace ImageClassifier.Hosting.Http;

/// <summary>The management API of orchestrations: the durable extension answers it, below the path that it has on Azure.</summary>
internal sealed class DurableApi(JobRunner jobs, FunctionKeys? keys)
{
    public const string Path = "/runtime/webhooks/durabletask";

    /// <summary>The address that the extension hands out.</summary>
    public static Uri Address(Uri server, FunctionKeys? keys) => new(server, keys is null ? Path : $"{Path}?code={keys.Durable}");

    /// <summary>Passes a request to the extension, once it runs.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (keys?.AllowDurable(context.Request) == false)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        IServiceProvider services = await jobs.ReadyAsync(context.RequestAborted);
        var extensions = services.GetServices<IExtensionConfigProvider>();
        IAsyncConverter<HttpRequestMessage, HttpResponseMessage> extension = extensions.OfType<DurableTaskExtension>().Single();
        using HttpRequestMessage request = Request(context.Request);
        using HttpResponseMessage answer = await extension.ConvertAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var header in answer.Headers) context.Response.Headers[header.Key] = header.Value.ToArray();
        foreach (var header in answer.Content?.Headers.AsEnumerable() ?? []) context.Response.Headers[header.Key] = header.Value.ToArray();
        if (answer.Content is not null) await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static HttpRequestMessage Request(HttpRequest request)
    {
        var message =
            new HttpRequestMessage(new HttpMethod(request.Method), request.GetEncodedUrl()) { Content = new StreamContent(request.Body) };
        foreach (var header in request.Headers)
            if (!message.Headers.TryAddWithoutValidation(header.Key, header.Value.ToArray()))
                message.Content.Headers.TryAddWithoutValidation(header.Key, header.Value.ToArray());
        return message;
    }
}
