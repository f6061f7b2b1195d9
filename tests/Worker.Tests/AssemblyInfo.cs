// Tests count live tensors, and training uses all cores by itself.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
