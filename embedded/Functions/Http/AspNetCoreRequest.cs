using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Azure.Functions.Worker.Http;

namespace Microsoft.Azure.Functions.Worker.Embedded.Http;

/// <summary>The worker's view of an ASP.NET Core request.</summary>
internal sealed class AspNetCoreRequest(HttpContext http, FunctionContext context) : HttpRequestData(context)
{
    /// <summary>Where <see cref="FunctionContext.Items"/> keeps the request.</summary>
    public const string ContextKey = "HttpRequestContext";

    private HttpHeadersCollection? headers;

    public override Stream Body => http.Request.Body;

    public override HttpHeadersCollection Headers => headers ??= new HttpHeadersCollection(
        http.Request.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.OfType<string>())));

    public override Uri Url => new(http.Request.GetEncodedUrl());

    public override IEnumerable<ClaimsIdentity> Identities => http.User.Identities;

    public override string Method => http.Request.Method;

    public override HttpResponseData CreateResponse() => new BufferedResponse(FunctionContext);
}

/// <summary>A response that is sent when the function returns it.</summary>
internal sealed class BufferedResponse(FunctionContext context) : HttpResponseData(context)
{
    public override HttpStatusCode StatusCode { get; set; } = HttpStatusCode.OK;

    public override HttpHeadersCollection Headers { get; set; } = new();

    public override Stream Body { get; set; } = new MemoryStream();

    public async Task SendAsync(HttpResponse response)
    {
        response.StatusCode = (int)StatusCode;
        foreach ((string name, IEnumerable<string> values) in Headers) response.Headers[name] = values.ToArray();
        if (Body.CanSeek) Body.Position = 0;
        await Body.CopyToAsync(response.Body);
    }
}
