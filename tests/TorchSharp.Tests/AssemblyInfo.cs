// Live-tensor counts, threads and the default generator belong to the process: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
