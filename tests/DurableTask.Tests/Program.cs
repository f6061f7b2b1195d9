using DurableTask.Tests;
using Xunit.Runner.InProc.SystemConsole;

return args is [KillTarget.Argument, { } folder]
    ? await KillTarget.RunAsync(folder)
    : await ConsoleRunner.Run(args);
