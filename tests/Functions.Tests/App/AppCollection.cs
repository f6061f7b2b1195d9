using Functions.Tests.Support;

namespace Functions.Tests.App;

/// <summary>One running app for all tests of it, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class AppCollection : ICollectionFixture<AppHost>
{
    public const string Name = "app";
}
