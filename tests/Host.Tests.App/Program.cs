using Host.Tests.App;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddSingleton(new Journal(Environment.GetEnvironmentVariable("JOURNAL")));
Console.WriteLine("The app says hello.");
builder.Build().Run();
