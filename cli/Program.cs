using System.Net.Http;
using ImageClassifier.Cli.Commands;
using ImageClassifier.Cli.Stack;

using var interruption = new Interruption();
using var http = new HttpClient();
return await new CliApp(CliEnvironment.OfProcess(), interruption, http).RunAsync(args);
