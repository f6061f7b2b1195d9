using Tracking.Tests.Database;

namespace Tracking.Tests.Recorded;

[Trait("Tier", "integration")]
public sealed class ConversationTests(ReplayedConversation replayed) : IClassFixture<ReplayedConversation>
{
    // What differs on purpose: this server has no gateway and signs no uploads, and does not say that it does.
    private static readonly string[] Known =
    [
        .. new[] { 61, 102 }.SelectMany(
            line => new[] { "presigned_upload_run_id_supported", "presigned_upload_model_id_supported", "features_enabled.gateway" }
            .Select(field => $"{line} GET /api/3.0/mlflow/server-info: .{field} is false, not true")),
    ];

    [Fact]
    public void Every_answer_is_the_one_that_mlflow_gave()
    {
        Assert.Equal(102, replayed.Conversation.Count);
        Assert.True(Known.SequenceEqual(replayed.Differences), string.Join(Environment.NewLine, replayed.Differences));
    }

    [Fact]
    public void Every_row_in_the_database_is_the_one_that_mlflow_wrote()
    {
        using var mlflow = RecordedDatabase.Open("mlflow-3.17.2.sql");
        using var ours = RecordedDatabase.OpenFile(replayed.DatabaseFile);

        var differences = RowComparison.Compare(mlflow, ours, replayed.Conversation.Names);

        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
    }
}
