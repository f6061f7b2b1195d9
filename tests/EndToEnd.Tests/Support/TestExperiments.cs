namespace EndToEnd.Tests.Support;

/// <summary>Experiments that take seconds.</summary>
public static class TestExperiments
{
    /// <summary>Two that learn the test photos' colours at once.</summary>
    public const string Quick = """
        [
          { "name": "small", "model": { "width": 4 }, "data": { "imageSize": 32 }, "epochs": 4, "batchSize": 8 },
          { "name": "smaller", "model": { "width": 4, "dropout": 0.2 }, "data": { "imageSize": 32 }, "epochs": 3, "batchSize": 8 }
        ]
        """;

    /// <summary>One whose epochs take long enough to be interrupted in one.</summary>
    public const string SlowOne = """
        [
          { "name": "first", "model": { "width": 24 }, "data": { "imageSize": 96 }, "epochs": 8, "batchSize": 8 }
        ]
        """;

    /// <summary>Four whose epochs take long enough to be interrupted in one.</summary>
    public const string Slow = """
        [
          { "name": "first", "model": { "width": 24 }, "data": { "imageSize": 96 }, "epochs": 6, "batchSize": 8 },
          { "name": "second", "model": { "width": 24 }, "data": { "imageSize": 96 }, "epochs": 8, "batchSize": 8 },
          { "name": "third", "model": { "width": 24 }, "data": { "imageSize": 96 }, "epochs": 7, "batchSize": 8 },
          { "name": "fourth", "model": { "width": 24 }, "data": { "imageSize": 96 }, "epochs": 9, "batchSize": 8 }
        ]
        """;
}
