using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Retraining;

namespace Contracts.Tests.Retraining;

public sealed class RetrainRequestTests
{
    [Fact]
    public void Every_field_has_its_range()
    {
        var request = new RetrainRequest { Study = "s", Repeats = 0, ValidationFraction = 1, MaxParallelJobs = 0, TimeLimitMinutes = 0 };

        Assert.Equal(["$.repeats", "$.validationFraction", "$.maxParallelJobs", "$.timeLimitMinutes"], request.Validate()
            .Select(problem => problem.Path));
    }

    [Fact]
    public void Experiments_are_checked_one_by_one_and_against_each_other()
    {
        var request = new RetrainRequest
        {
            Experiments =
            [
                new Experiment { Name = "a", Optimizer = new OptimizerOptions { Momentum = 0.9 } },
                new Experiment { Name = "a", Data = new DataOptions { ImageSize = 100 } },
            ],
        };

        Assert.Equal(["$.experiments[0].optimizer.momentum", "$.experiments[1].data.imageSize", "$.experiments[1].name"],
            request.Validate().Select(problem => problem.Path));
    }

    [Fact]
    public void No_experiments_are_a_problem()
    {
        Problem problem = Assert.Single(new RetrainRequest { Experiments = [] }.Validate());

        Assert.Equal("$.experiments: has 0 experiments; send 1 to 1000", problem.ToString());
    }
}
