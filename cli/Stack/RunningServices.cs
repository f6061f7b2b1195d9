namespace ImageClassifier.Cli.Stack;

/// <summary>Services that a command may use.</summary>
/// <param name="endpoints">Where they answer.</param>
/// <param name="others">The other imgc that use them now; null where the services are not this machine's.</param>
internal sealed class RunningServices(Endpoints endpoints, Func<IReadOnlyList<int>>? others)
{
    public Endpoints Endpoints => endpoints;

    /// <summary>They run elsewhere: nobody here starts or ends them.</summary>
    public bool AreElsewhere => others is null;

    /// <summary>They go on when this command ends, for somebody else uses them, or they run elsewhere.</summary>
    public bool Stay => others is null || others().Count > 0;
}
