using System.Text;
using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Json;

namespace Contracts.Tests.Experiments;

public sealed class StudyShorthandTests
{
    [Fact]
    public void Experiments_hold_only_what_differs_from_the_base()
    {
        (Study? study, IReadOnlyList<Problem> problems) = Read("""
            { "name": "s", "base": { "epochs": 7, "optimizer": { "name": "sgd", "momentum": 0.9 }, "schedule": { "name": "multi_step", "milestones": [3, 5] }, "earlyStopping": { "patience": 3 } },
              "experiments": [ { "name": "a" }, { "name": "b", "epochs": 9, "optimizer": { "nesterov": true }, "schedule": { "milestones": [4] }, "earlyStopping": null } ] }
            """);

        Assert.Empty(problems);
        Assert.Equal((7, 0.9, false, 3), (study!.Experiments[0].Epochs, study.Experiments[0].Optimizer.Momentum,
            study.Experiments[0].Optimizer.Nesterov, study.Experiments[0].EarlyStopping!.Patience));
        Experiment b = study.Experiments[1];
        Assert.Equal((9, OptimizerName.Sgd, 0.9, true), (b.Epochs, b.Optimizer.Name, b.Optimizer.Momentum, b.Optimizer.Nesterov));
        Assert.Equal([4], b.Schedule.Milestones!);
        Assert.Null(b.EarlyStopping);
    }

    [Theory]
    [InlineData("""{ "name": "s", "base": { "epoch": 3 }, "experiments": [ { "name": "a" }, { "name": "b" } ] }""",
        "$.base.epoch: is not a known field; did you mean \"epochs\"?")]
    [InlineData(
        """{ "name": "s", "base": { "optimizer": { "learningRate": -1 } }, "experiments": [ { "name": "a" }, { "name": "b", "epochs": 3 } ] }""", "$.base.optimizer.learningRate: is -1; it must be greater than 0 and at most 10")]
    [InlineData("""{ "name": "s", "base": { "epochs": 3 }, "experiments": [ { "name": "a" }, { "name": "b", "epochs": 0 } ] }""",
        "$.experiments[1].epochs: is 0; it must be between 1 and 10000")]
    [InlineData(
        """{ "name": "s", "base": { "optimizer": { "name": "sgd", "momentum": 0.9 } }, "experiments": [ { "name": "a" }, { "name": "b", "optimizer": { "name": "adam" } } ] }""", "$.base.optimizer.momentum: applies to \"sgd\" and \"rmsprop\" only; remove it or choose one of them (in \"b\")")]
    [InlineData("""{ "name": "s", "base": [], "experiments": [ { "name": "a" } ] }""",
        "$.base: must be an object: what all experiments have in common")]
    [InlineData("""{ "name": "s", "base": { "epochs": 3 }, "experiments": [ { } ] }""",
        "$.experiments[0].name: is missing; it is required")]
    [InlineData("""{ "name": "s", "folds": 21, "experiments": [ { "name": "a" } ] }""", "$.folds: is 21; it must be between 1 and 20")]
    [InlineData("""{ "name": "s" }""", "$.experiments: has 0 experiments; send 1 to 1000")]
    [InlineData(
        """{ "name": "s", "experiments": [ { "name": "a", "regularization": { "distillation": { "teacher": "experiment:b" } } } ] }""",
            "$.experiments[0].regularization.distillation.teacher: is \"experiment:b\", and the study has no such experiment; it has a")]
    [InlineData(
        """{ "name": "s", "experiments": [ { "name": "a", "regularization": { "distillation": { "teacher": "experiment:a" } } } ] }""",
            "$.experiments[0].regularization.distillation.teacher: is \"experiment:a\", which learns from this experiment itself; "
            + "somebody must be first")]
    [InlineData("""{ "name": "s", "search": { "space": { "optimizer.learningrate": { "min": 1, "max": 2 } } } }""",
        "$.search.space: draws optimizer.learningrate 1")]
    [InlineData("""{ "name": "s", "search": { "space": { "model.dropout": { "min": 0.1 } } } }""",
        "$.search.space[\"model.dropout\"].min: or \"max\" is missing; give both, or \"values\"")]
    [InlineData("""{ "name": "s", "search": { "space": { "model.dropout": { "min": 0, "max": "x" } } } }""",
        "$.search.space[\"model.dropout\"].max: is \"x\"; it must be a number")]
    [InlineData(
        """{ "name": "s", "search": { "strategy": "successive_halving", "space": { "epochs": { "min": 3, "max": 9, "integer": true } } } }""", "$.search.space: has \"epochs\", which successive halving sets itself")]
    public void A_mistake_is_said_where_it_stands(string json, string expected) =>
        Assert.Contains(Read(json).Problems, problem => problem.ToString().StartsWith(expected, StringComparison.Ordinal));

    [Fact]
    public void A_mistake_in_the_base_is_said_once() =>
        Assert.Single(Read(
            """{ "name": "s", "base": { "epochs": 0 }, "experiments": [ { "name": "a" }, { "name": "b" }, { "name": "c" } ] }""").Problems);

    [Fact]
    public void All_studies_of_the_repository_are_sound_and_explained()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(at!.FullName, "experiments"))) at = at.Parent;

        IReadOnlyList<Study> studies = new StudyCatalog(Path.Combine(at.FullName, "experiments")).All();

        Assert.Superset(
            new HashSet<string> { "regularization", "augmentation", "flowers-resnet18", "transfer", "architectures", "schedules",
                "optimizers", "mixing", "cross-validation", "search" },
            new HashSet<string>(studies.Select(study => study.Name)));
        Assert.All(studies, study => Assert.True(study.Description?.Length > 40, study.Name));
        Assert.All(studies.SelectMany(study => study.Experiments), experiment =>
            Assert.False(string.IsNullOrWhiteSpace(experiment.Description), experiment.Name));
    }

    private static (Study? Study, IReadOnlyList<Problem> Problems) Read(string json) =>
        StrictJson.Read<Study>(Encoding.UTF8.GetBytes(json), study => study.Validate(), new StudyShorthand());
}
