// Tests count live tensors and seed torch's one generator.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
