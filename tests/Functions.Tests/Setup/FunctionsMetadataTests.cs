using System.Text.Json;
using Functions.Tests.Support;

namespace Functions.Tests.Setup;

/// <summary>What the built app tells a Functions host about itself: its contract with Azure.</summary>
public sealed class FunctionsMetadataTests
{
    [Fact]
    public void The_app_has_these_endpoints()
    {
        Assert.Equal(
        [
            "Anonymous get health GetHealth",
            "Function get dataset GetDataset",
            "Function get retrain ListRetrains durableClient",
            "Function get retrain/{id} GetRetrain durableClient",
            "Function get retrain/{id}/report GetRetrainReport",
            "Function get studies ListStudies",
            "Function post classify Classify",
            "Function post dataset/rescan RescanUploads",
            "Function post retrain StartRetrain durableClient",
            "Function post retrain/{id}/cancel CancelRetrain durableClient",
            "Function post retrain/{id}/restart RestartRetrain durableClient",
        ], Of("httpTrigger").Select(function => string.Join(' ',
        [
            function.Trigger.GetProperty("authLevel").GetString()!, .. function.Trigger.GetProperty("methods").EnumerateArray()
                .Select(method => method.GetString()!),
            function.Trigger.GetProperty("route").GetString()!, function.Name, .. function.Inputs,
        ])).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_blob_of_the_uploads_container_triggers_its_ingestion()
    {
        Function function = Assert.Single(Of("blobTrigger"));

        Assert.Equal(("IngestPhoto", "uploads/{name}", "AzureWebJobsStorage"),
            (function.Name, function.Trigger.GetProperty("path").GetString(), function.Trigger.GetProperty("connection").GetString()));
        // The blob's client, not its bytes: a file of gigabytes does not pass through the host.
        Assert.Equal("True", function.Trigger.GetProperty("properties").GetProperty("supportsDeferredBinding").GetString());
    }

    [Fact]
    public void A_message_of_the_training_events_queue_wakes_an_orchestration()
    {
        Function function = Assert.Single(Of("queueTrigger"), function => function.Name == "ReceiveTrainingEvent");

        Assert.Equal(("ReceiveTrainingEvent", "training-events", "AzureWebJobsStorage"),
            (function.Name, function.Trigger.GetProperty("queueName").GetString(), function.Trigger.GetProperty("connection").GetString()));
        Assert.Equal(["durableClient"], function.Inputs);
    }

    [Fact]
    public void A_message_of_the_ingest_requests_queue_has_an_upload_looked_at()
    {
        Function function = Assert.Single(Of("queueTrigger"), function => function.Name != "ReceiveTrainingEvent");

        Assert.Equal(("IngestRequestedPhoto", "ingest-requests", "AzureWebJobsStorage"),
            (function.Name, function.Trigger.GetProperty("queueName").GetString(), function.Trigger.GetProperty("connection").GetString()));
    }

    [Fact]
    public void Orchestrators_and_activities_are_these()
    {
        Assert.Equal(["RetrainOrchestrator", "TrainingJobOrchestrator"], Of("orchestrationTrigger").Select(function => function.Name)
            .Order(StringComparer.Ordinal));
        Assert.Equal(
        [
            "CheckJob", "CloseRun", "CountPending", "CreateParentRun", "KillRuns", "PlanExperiments", "PlanNextRung", "PublishReport",
                "RequestPending",
            "SelectChampion", "SnapshotDataset", "StartTraining", "StopTraining",
        ], Of("activityTrigger").Select(function => function.Name).Order(StringComparer.Ordinal));
        // These two ask whether the retrain is still there.
        Assert.Equal(["CheckJob", "StartTraining"],
            Of("activityTrigger").Where(function => function.Inputs.SequenceEqual(["durableClient"])).Select(function => function.Name)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_else_triggers()
    {
        string[] known = ["httpTrigger", "blobTrigger", "queueTrigger", "orchestrationTrigger", "activityTrigger"];

        Assert.All(Functions(), function => Assert.Contains(function.TriggerType, known));
        Assert.All(Functions(), function => Assert.Equal("dotnet-isolated", function.Language));
    }

    [Fact]
    public void The_host_is_told_how_to_start_the_app_and_which_extensions_it_needs()
    {
        JsonElement worker = Read("worker.config.json").GetProperty("description");
        Assert.Equal(("dotnet-isolated", "dotnet", "ImageClassifier.Functions.dll"), (worker.GetProperty("language").GetString(),
            worker.GetProperty("defaultExecutablePath").GetString(), worker.GetProperty("defaultWorkerPath").GetString()));
        string[] extensions = [.. Read("extensions.json").GetProperty("extensions").EnumerateArray()
            .Select(extension => extension.GetProperty("name").GetString()!)];
        Assert.All(["AzureStorageBlobs", "AzureStorageQueues", "DurableTask"], needed => Assert.Contains(needed, extensions));
    }

    [Fact]
    public void The_host_file_leaves_the_defaults_of_the_cloud_alone()
    {
        JsonElement host = Read("host.json");

        Assert.Equal("2.0", host.GetProperty("version").GetString());
        // It warns of each answer 404, which is how a trigger finds that a queue is not there yet.
        Assert.Equal("Error", host.GetProperty("logging").GetProperty("logLevel").GetProperty("Azure.Core").GetString());
        // Partitions and polling for one machine stand in local.settings.json, which is never published.
        JsonElement durable = host.GetProperty("extensions").GetProperty("durableTask");
        Assert.Equal(["hubName", "tracing"], durable.EnumerateObject().Select(property => property.Name));
        // No tracing, said in the one way about which Durable does not warn at each start: enabled, of version "None".
        Assert.Equal((true, "None"), (durable.GetProperty("tracing").GetProperty("distributedTracingEnabled")
            .GetBoolean(), durable.GetProperty("tracing").GetProperty("version").GetString()));
        JsonElement local = Read("local.settings.json").GetProperty("Values");
        Assert.Equal("1", local.GetProperty("AzureFunctionsJobHost__extensions__durableTask__storageProvider__partitionCount").GetString());
    }

    private static IEnumerable<Function> Of(string trigger) => Functions().Where(function => function.TriggerType == trigger);

    private static IEnumerable<Function> Functions() => Read("functions.metadata").EnumerateArray().Select(function =>
    {
        JsonElement[] bindings = [.. function.GetProperty("bindings").EnumerateArray()];
        return new Function(function.GetProperty("name").GetString()!, function.GetProperty("language").GetString()!, bindings[0],
            [.. bindings.Skip(1).Where(binding => binding.GetProperty("direction").GetString() == "In")
                .Select(binding => binding.GetProperty("type").GetString()!)]);
    });

    private static JsonElement Read(string file) =>
        JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(Path.Combine(Programs.FunctionsFolder, file)));

    /// <param name="Name">Of the function.</param>
    /// <param name="Language">Of its worker.</param>
    /// <param name="Trigger">Its first binding.</param>
    /// <param name="Inputs">Types of its other inputs.</param>
    private sealed record Function(string Name, string Language, JsonElement Trigger, IReadOnlyList<string> Inputs)
    {
        public string TriggerType => Trigger.GetProperty("type").GetString()!;
    }
}
