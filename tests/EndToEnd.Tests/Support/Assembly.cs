// Each test starts whole stacks of processes; two at once would measure how they get in each other's way.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: Trait("Tier", "integration")]
