// Tests count live tensors and resident memory, and training uses all cores by itself.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
