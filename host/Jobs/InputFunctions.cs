using System.Reflection;
using Microsoft.Azure.WebJobs;

namespace ImageClassifier.Hosting.Jobs;

/// <summary>HTTP functions are not the SDK's to run; their inputs are its to give. It gives them to this method.</summary>
public sealed class InputFunctions
{
    /// <summary>The method, as the SDK is asked for it.</summary>
    public static MethodInfo ReadInputMethod => typeof(InputFunctions).GetMethod(nameof(ReadInput))!;

    /// <summary>Fetches one input.</summary>
    /// <param name="request">Says which, and takes it.</param>
    /// <param name="binder">The SDK's.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    [NoAutomaticTrigger]
    public static async Task ReadInput(InputRequest request, IBinder binder, CancellationToken cancellationToken) =>
        request.Value = await binder.BindAsync<string>(request.Attribute, cancellationToken);
}

/// <summary>An input that an HTTP function wants.</summary>
/// <param name="attribute">What the extension knows it by.</param>
public sealed class InputRequest(Attribute attribute)
{
    /// <summary>What the extension knows it by.</summary>
    public Attribute Attribute { get; } = attribute;

    /// <summary>The input, once fetched.</summary>
    public string? Value { get; set; }
}
