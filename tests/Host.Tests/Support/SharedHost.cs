
namespace Host.Tests.Support;

/// <summary>One storage for all tests, and one host for those that only ask it something.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    private HostProcess? _host;

    public SharedHost() => Settings = new TestSettings(Azurite);

    public AzuriteServer Azurite { get; } = new();

    public TestSettings Settings { get; }

    public HostProcess Host => _host ?? throw new InvalidOperationException("The host has not started.");

    public async ValueTask InitializeAsync()
    {
        await Azurite.InitializeAsync();
        _host = await HostProcess.StartedAsync(Settings.Environment);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        Settings.Dispose();
        await Azurite.DisposeAsync();
    }
}
