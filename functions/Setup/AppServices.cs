using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Functions.Datasets;
using ImageClassifier.Functions.Http;
using ImageClassifier.Functions.Ingestion;
using ImageClassifier.Functions.Retraining;
using ImageClassifier.Functions.Retraining.Outcomes;
using ImageClassifier.Functions.Retraining.Planning;
using ImageClassifier.Functions.Retraining.Progress;
using ImageClassifier.Functions.Retraining.Reports;
using ImageClassifier.Functions.Serving;
using ImageClassifier.Functions.Training;
using ImageClassifier.Functions.Training.Launching;
using ImageClassifier.Functions.Training.Plans;
using ImageClassifier.Functions.Training.Runs;
using ImageClassifier.Imaging;
using ImageClassifier.Mlflow;
using ImageClassifier.Storage;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ImageClassifier.Functions.Setup;

/// <summary>Everything that the functions are made of.</summary>
public static class AppServices
{
    private const string TrackingSetting = MlflowVariables.TrackingUri;
    private const string DefaultTracking = "http://127.0.0.1:5000";

    /// <exception cref="InvalidOperationException">A setting is missing or wrong; the message says which.</exception>
    public static IServiceCollection AddImageClassifier(this IServiceCollection services, IConfiguration settings)
    {
        string connection = settings[StorageAccount.ConnectionSetting] is { Length: > 0 } given ? given
            : throw new InvalidOperationException(
                $"The setting {StorageAccount.ConnectionSetting} is missing; set it to a storage connection string.");
        Uri trackingUri = TrackingUri(settings[TrackingSetting] is { Length: > 0 } uri ? uri : DefaultTracking);

        services.AddAppJson();
        // Each function says how much it reads; Kestrel's own limit of 30 MB would cut in with an answer of its own.
        services.Configure<KestrelServerOptions>(options => options.Limits.MaxRequestBodySize = null);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new StorageAccount(connection));
        services.AddSingleton(MlflowClient.FromEnvironment(trackingUri));
        services.AddSingleton(new TrackingPages(trackingUri));
        services.AddSingleton(new TrackingSettings(MlflowVariables.Experiment(name => settings[name])));
        services.AddSingleton(new StudyCatalog(settings["Experiments:Folder"] ?? Path.Combine(AppContext.BaseDirectory, "experiments")));
        services.AddSingleton(Limits(settings));
        services.AddSingleton<PhotoNormalizer>();
        services.AddSingleton<RejectedUploads>();
        services.AddSingleton<PhotoIngestor>();
        services.AddSingleton<DatasetReader>();
        services.AddSingleton<UploadRescan>();
        services.AddSingleton<Api>();
        services.AddSingleton<RetrainValidator>();
        services.AddSingleton<SnapshotTaker>();
        services.AddSingleton<PlanStore>();
        services.AddSingleton<RunOutcomes>();
        services.AddSingleton<RetrainPlanner>();
        services.AddSingleton<ChildRuns>();
        services.AddSingleton<StoredRuns>();
        services.AddSingleton<RunFinalizer>();
        services.AddSingleton<ChampionSelector>();
        services.AddSingleton<RetrainPage>();
        services.AddSingleton<ReportPublisher>();
        services.AddSingleton<ProgressReader>();
        services.AddSingleton<TrackingWatch>();
        services.AddSingleton<TrackingGuard>();
        services.AddSingleton<Cancellations>();
        services.AddSingleton<OpenRuns>();
        services.AddSingleton<RetrainCanceller>();
        services.AddSingleton<JobStarter>();
        services.AddSingleton<JobWatch>();
        services.AddSingleton<TrainingEventSender>();
        services.AddSingleton<ChampionAlias>();
        services.AddSingleton<ChampionJobs>();
        services.AddSingleton<ChampionModels>();
        AddLauncher(services, settings, connection, trackingUri);
        services.AddHostedService<StorageSetup>();
        return services;
    }

    private static void AddLauncher(IServiceCollection services, IConfiguration settings, string connection, Uri trackingUri)
    {
        string launcher = settings["Launcher"] ?? "process";
        if (launcher != "process")
            throw new InvalidOperationException($"The setting Launcher is \"{launcher}\"; it must be \"process\".");
        services.AddSingleton(new WorkerProgram(new WorkerSettings
        {
            Path = settings["Worker:Path"],
            Logs = settings["Worker:Logs"],
            StorageConnection = connection,
            TrackingUri = trackingUri.OriginalString,
        }));
        services.AddSingleton<ProcessLauncher>();
        services.AddSingleton<ITrainingLauncher>(provider => provider.GetRequiredService<ProcessLauncher>());
        services.AddHostedService(provider => provider.GetRequiredService<ProcessLauncher>());
    }

    private static PhotoLimits Limits(IConfiguration settings)
    {
        PhotoLimits limits = settings.GetSection("Ingestion").Get<PhotoLimits>() ?? new PhotoLimits();
        return limits.Validate("Ingestion") is { Count: > 0 } problems
            ? throw new InvalidRecordException("The settings of ingestion are wrong", problems) : limits;
    }

    private static Uri TrackingUri(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" ? uri
            : throw new InvalidOperationException(
                $"The setting {TrackingSetting} is \"{MlflowAddress.Shown(value)}\"; it must be an address such as {DefaultTracking}.");
}
