using ImageClassifier.Hosting.App;
using ImageClassifier.Hosting.Invocation;
using ImageClassifier.Hosting.Rpc;
using ImageClassifier.Hosting.Worker;
using Microsoft.Azure.WebJobs;

namespace ImageClassifier.Hosting.Jobs;

/// <summary>Turns a call of the WebJobs SDK into an invocation in the app.</summary>
internal sealed class TriggeredFunctionRunner(IEnumerable<FunctionDefinition> functions, FunctionInvoker invoker) : ITriggeredFunctionRunner
{
    private readonly Dictionary<string, FunctionDefinition> _functions = functions.ToDictionary(function => function.Name);

    public async Task<object?> RunAsync(string name, object trigger, Binder binder, CancellationToken cancellationToken)
    {
        FunctionDefinition function = _functions[name];
        var inputs = new List<ParameterBinding> { new() { Name = function.Trigger.Name, Data = RpcValues.ToRpc(trigger) } };
        foreach (FunctionBinding client in function.DurableClients)
        {
            string value = await binder.BindAsync<string>(TriggerAttributes.DurableClient(client), cancellationToken);
            inputs.Add(new ParameterBinding { Name = client.Name, Data = RpcValues.ToRpc(value) });
        }
        var data = binder.BindingData
            // "sys" is the SDK's own; the trigger's value is an input already.
            .Where(pair => pair.Value is not null && pair.Key != "sys" && !ReferenceEquals(pair.Value, trigger))
            .Select(pair => KeyValuePair.Create(pair.Key, RpcValues.ToRpc(pair.Value)));
        AppConnection connection = await invoker.ConnectAsync(cancellationToken);
        InvocationResponse response = await invoker.InvokeAsync(connection, function, Guid.NewGuid(), inputs, data, cancellationToken);
        return RpcValues.FromRpc(response.ReturnValue);
    }
}
