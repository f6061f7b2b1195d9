using Tracking.Tests.Support;

namespace Tracking.Tests.Recorded;

/// <summary>The recorded conversation, said once to a server of this process; the server and its database are there afterwards.</summary>
public sealed class ReplayedConversation : IAsyncLifetime
{
    private readonly LocalServer _server = new();

    internal Conversation Conversation { get; } = new();

    internal IReadOnlyList<string> Differences { get; private set; } = [];

    internal string DatabaseFile => Path.Combine(_server.Folder, "mlflow.db");

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        Differences = await Conversation.ReplayAsync(_server.Http);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
