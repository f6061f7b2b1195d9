using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Functions.Retraining.Progress;

namespace Functions.Tests.Retraining;

public sealed class ProgressMessageTests
{
    [Theory]
    [InlineData(JobState.Training, 7, 12.4, "training 2 of 4: tuned, epoch 7 of 15, about 12 s left")]
    [InlineData(JobState.Training, 7, 600.0, "training 2 of 4: tuned, epoch 7 of 15, about 10 min left")]
    [InlineData(JobState.Training, 7, 9000.0, "training 2 of 4: tuned, epoch 7 of 15, about 2.5 h left")]
    [InlineData(JobState.Training, 0, null, "training 2 of 4: tuned, epoch 0 of 15")]
    [InlineData(JobState.Starting, 0, null, "training 2 of 4: tuned, starting")]
    [InlineData(null, 0, null, "training 2 of 4: tuned, starting")]
    [InlineData(JobState.Stopped, 3, null, "training 2 of 4: tuned, starting again after epoch 3 of 15")]
    public void A_training_says_how_far_it_is(JobState? state, int epoch, double? eta, string expected)
    {
        var status = new RetrainStatus { Stage = RetrainStage.Training, Jobs = 4, Done = 1, Running = ["j2"] };
        JobProgress[] jobs = [Job("baseline", "j1", JobState.Finished, 15, null), Job("tuned", "j2", state, epoch, eta)];

        Assert.Equal(expected, ProgressMessage.Of(status, jobs));
    }

    [Theory]
    [InlineData(JobState.Stopped, "starting again after epoch 0 of 15 (libtorch is missing)")]
    [InlineData(JobState.Starting, "starting (libtorch is missing)")]
    [InlineData(JobState.Finished, "finished")]
    public void The_last_error_of_a_job_is_said(JobState state, string expected)
    {
        var status = new RetrainStatus { Stage = RetrainStage.Training, Jobs = 1, Running = ["j1"] };

        Assert.Equal($"training 1 of 1: tuned, {expected}",
            ProgressMessage.Of(status, [Job("tuned", "j1", state, 0, null) with { Error = "libtorch is missing" }]));
    }

    [Fact]
    public void Several_at_once_are_all_named()
    {
        var status = new RetrainStatus { Stage = RetrainStage.Training, Jobs = 2, Running = ["j1", "j2"] };

        Assert.Equal("training 1 of 2: a, starting; b, epoch 1 of 15",
            ProgressMessage.Of(status, [Job("a", "j1", null, 0, null), Job("b", "j2", JobState.Training, 1, null)]));
    }

    [Fact]
    public void Waiting_counts_uploads()
    {
        Assert.Equal("looking for new uploads", ProgressMessage.Of(new RetrainStatus { Stage = RetrainStage.WaitingForPhotos }, []));
        Assert.Equal("waiting for 1 upload to be processed",
            ProgressMessage.Of(new RetrainStatus { Stage = RetrainStage.WaitingForPhotos, Pending = 1 }, []));
        Assert.Equal("waiting for 7 uploads to be processed",
            ProgressMessage.Of(new RetrainStatus { Stage = RetrainStage.WaitingForPhotos, Pending = 7 }, []));
    }

    private static JobProgress Job(string name, string id, JobState? state, int epoch, double? eta) =>
        new(name, 0, id, state, epoch, 15, eta, null, null);
}
