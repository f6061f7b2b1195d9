using System.CommandLine;
using ImageClassifier.Tracking;
using ImageClassifier.Tracking.Configuration;

var defaults = new TrackingOptions();
var port = new Option<int>("--port") { Description = "The port; 0 takes a free one.", DefaultValueFactory = _ => defaults.Port };
var host = new Option<string>("--host")
{
    Description =
        "The address to listen on. Anyone who can reach it can read and write, unless MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME "
            + "and MLFLOW_TRACKING_PASSWORD, are set.",
    DefaultValueFactory = _ => defaults.Host,
};
var data = new Option<string>("--data")
{
    Description = "The folder of the database and the artifacts.",
    DefaultValueFactory = _ =>
    defaults.Data
};
var container = new Option<string?>("--artifacts-container")
{
    Description = "Keep artifacts in this blob container, of the storage account in AzureWebJobsStorage.",
};
port.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() is < 0 or > 65535) result.AddError("--port must be between 0 and 65535.");
});

var command =
    new RootCommand("The tracking server: MLflow's REST API over SQLite, and a page that compares runs.") { port, host, data, container };
command.SetAction((result, cancellationToken) => ServerProcess.RunAsync(
    new TrackingOptions
    {
        Port = result.GetValue(port),
        Host = result.GetValue(host)!,
        Data = result.GetValue(data)!,
        ArtifactsContainer = result.GetValue(container),
    },
    Environment.GetEnvironmentVariable, Console.Out, Console.Error, cancellationToken));

// The web host itself answers SIGTERM and Ctrl-C: requests in progress are finished first.
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
