using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace ImageClassifier.Tracking.Api.Answers;

/// <summary>Compresses what is worth it, for clients that ask for it: JSON, and the page's script and styles. Artifacts go as they
/// are.</summary>
internal sealed class LargeAnswers(IServiceProvider services, IOptions<ResponseCompressionOptions> options)
    : ResponseCompressionProvider(services, options)
{
    // Below it the time is that of the round trip, whatever the length.
    private const int LeastBytes = 4096;

    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<IResponseCompressionProvider, LargeAnswers>();
        services.Configure<ResponseCompressionOptions>(options => options.MimeTypes = ["application/json", "text/javascript", "text/css"]);
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
    }

    public override bool ShouldCompressResponse(HttpContext context) =>
        context.Response.ContentLength is >= LeastBytes && base.ShouldCompressResponse(context);
}
