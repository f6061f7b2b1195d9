using ImageClassifier.Functions.Setup;
using ImageClassifier.Hosting.App;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

LoopbackEnvironment.Apply();
FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddImageClassifier(builder.Configuration);
builder.Build().Run();
