using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Store;
using Microsoft.Data.Sqlite;

namespace Tracking.Tests.Database;

public sealed class TrackingDatabaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("database-").FullName;
    private readonly TrackingDatabase _database;

    public TrackingDatabaseTests() => _database = TrackingDatabase.Open(Path.Combine(_folder, "mlflow.db"));

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Of_writes_that_wait_together_the_failed_ones_leave_nothing_and_the_others_all()
    {
        // The first holds the writer up, so that the others are taken together.
        using var gate = new ManualResetEventSlim();
        var first = _database.WriteAsync(_ => gate.Wait(), CancellationToken.None);
        var writes = Enumerable.Range(0, 40).Select(i => _database.WriteAsync(
            session =>
            {
                ExperimentStore.Create(session, $"e{i}", [], now: i);
                if (i % 3 == 0) throw new InvalidOperationException($"no {i}");
            },
            CancellationToken.None)).ToList();
        gate.Set();
        await first;
        await Task.WhenAll(writes.Select(write => write.ContinueWith(_ => { }, TaskScheduler.Default)));

        for (int i = 0; i < 40; i++)
        {
            Assert.Equal(i % 3 == 0, writes[i].IsFaulted);
            Assert.Equal(i % 3 == 0, _database.Read(session => ExperimentStore.FindByName(session, $"e{i}")) is null);
        }
    }

    [Fact]
    public void Damage_that_shows_only_when_a_page_is_read_names_the_file()
    {
        var read = Assert.Throws<DamagedDatabaseException>(() => _database.Read<int>(_ => throw new SqliteException("malformed", 11)));

        Assert.Contains(Path.Combine(_folder, "mlflow.db"), read.Message);
    }

    [Fact]
    public async Task Damage_that_a_write_finds_names_the_file()
    {
        var written = await Assert.ThrowsAsync<DamagedDatabaseException>(() =>
            _database.WriteAsync(_ => throw new SqliteException("malformed", 11), CancellationToken.None));

        Assert.Contains(Path.Combine(_folder, "mlflow.db"), written.Message);
    }

    [Fact]
    public async Task A_write_that_failed_alone_leaves_nothing_and_the_next_one_works()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _database.WriteAsync(
            session =>
            {
                ExperimentStore.Create(session, "half", [], now: 1);
                throw new InvalidOperationException();
            },
            CancellationToken.None));

        await _database.WriteAsync(session => { ExperimentStore.Create(session, "whole", [], now: 1); }, CancellationToken.None);

        Assert.Null(_database.Read(session => ExperimentStore.FindByName(session, "half")));
        Assert.NotNull(_database.Read(session => ExperimentStore.FindByName(session, "whole")));
    }
}
