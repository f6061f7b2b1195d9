using System.Text.Json;
using Azure.Core.Serialization;
using Microsoft.AspNetCore.Http;

namespace Microsoft.Azure.Functions.Worker.Embedded.Binding;

/// <summary>Reads a request's body as the type of a parameter.</summary>
internal static class HttpBody
{
    public static async ValueTask<object?> ReadAsync(HttpRequest request, Type type, ObjectSerializer serializer)
    {
        if (type == typeof(Stream)) return request.Body;
        if (type == typeof(string))
        {
            using var reader = new StreamReader(request.Body, leaveOpen: true);
            return await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        }
        if (type == typeof(byte[]) || type == typeof(BinaryData))
        {
            var content = await BinaryData.FromStreamAsync(request.Body, request.HttpContext.RequestAborted);
            return type == typeof(BinaryData) ? content : content.ToArray();
        }
        if (request.ContentLength == 0) return null;
        try
        {
            return await serializer.DeserializeAsync(request.Body, type, request.HttpContext.RequestAborted);
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException($"The body is not the JSON of a {type.Name}: {e.Message}", e);
        }
    }
}
