using ImageClassifier.Functions.Retraining.Progress;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Functions.Tests.Retraining;

public sealed class RetrainEndTests
{
    [Theory]
    [InlineData("ImageClassifier.Functions.Retraining.RetrainFailedException: The data set has: one class", "The data set has: one class")]
    [InlineData("Function 'RetrainOrchestrator' failed: no worker", "Function 'RetrainOrchestrator' failed: no worker")]
    [InlineData("ended", "ended")]
    [InlineData("", "no reason was given")]
    [InlineData(null, "no reason was given")]
    public void The_reason_of_a_failure_is_taken_from_the_output_that_Azure_Storage_keeps(string? output, string expected)
    {
        Assert.Equal(expected, RetrainEnd.Reason(Instance(OrchestrationRuntimeStatus.Failed, output)));
    }

    [Fact]
    public void A_backend_that_keeps_failures_is_asked_for_the_one_that_began_it()
    {
        var details = new TaskFailureDetails("TaskFailedException", "Task 'Plan' failed", null,
            new TaskFailureDetails("IOException", "the disk is full", null, null, null), null);

        Assert.Equal("the disk is full", RetrainEnd.Reason(Instance(OrchestrationRuntimeStatus.Failed, null, details)));
    }

    [Fact]
    public void Cancelled_is_what_was_terminated_and_what_found_itself_cancelled()
    {
        Assert.True(RetrainEnd.IsCancelled(Instance(OrchestrationRuntimeStatus.Terminated, "\"cancelled\"")));
        Assert.True(RetrainEnd.IsCancelled(
            Instance(OrchestrationRuntimeStatus.Failed, $"{typeof(RetrainCancelledException).FullName}: cancelled")));
        Assert.False(RetrainEnd.IsCancelled(Instance(OrchestrationRuntimeStatus.Failed, "System.Exception: cancelled")));
        Assert.False(RetrainEnd.IsCancelled(Instance(OrchestrationRuntimeStatus.Running, null)));
    }

    private static OrchestrationMetadata Instance(OrchestrationRuntimeStatus status, string? output, TaskFailureDetails? details = null) =>
        new("RetrainOrchestrator", "r-1") { RuntimeStatus = status, SerializedOutput = output, FailureDetails = details };
}
