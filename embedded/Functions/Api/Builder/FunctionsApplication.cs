using Microsoft.Azure.Functions.Worker.Embedded.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Where a functions application begins.</summary>
public class FunctionsApplication
{
    /// <summary>A builder with the configuration of local.settings.json, the environment and <paramref name="args"/>.</summary>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(HostStartup.FromProcess(args));
}

/// <summary>Turns ASP.NET Core integration on.</summary>
public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    /// <summary>Lets HTTP functions take <c>HttpRequest</c> and return <c>IActionResult</c> or <c>IResult</c>.</summary>
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        builder.EnableAspNetCore();
        return builder;
    }
}
