using Host.Tests.Support;

[assembly: AssemblyFixture(typeof(SharedHost))]
// Each test of a process starts a host, which starts the app.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
[assembly: Trait("Tier", "integration")]
