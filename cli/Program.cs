using ImageClassifier.Cli.Commands;
using ImageClassifier.Cli.Stack;

// Before anything asks for a proxy: services on this machine are reached without one.
foreach ((string name, string value) in ServiceEnvironment.ProxyBypass(Environment.GetEnvironmentVariable))
    Environment.SetEnvironmentVariable(name, value);

using var interruption = new Interruption();
using var http = new HttpClient();
return await new CliApp(CliEnvironment.OfProcess(), interruption, http).RunAsync(args);
