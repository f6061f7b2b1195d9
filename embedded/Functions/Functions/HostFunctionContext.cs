using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;

namespace Microsoft.Azure.Functions.Worker.Embedded.Functions;

/// <summary>The context of one invocation in this host.</summary>
internal sealed class HostFunctionContext(
    FunctionDescriptor function, string invocationId, TriggerInput input, IServiceProvider services, CancellationToken cancellation) : FunctionContext
{
    public FunctionDescriptor Function { get; } = function;

    public TriggerInput Input { get; } = input;

    public override string InvocationId { get; } = invocationId;

    public override string FunctionId => Function.Name;

    public override TraceContext TraceContext { get; } = new CurrentTrace();

    public override BindingContext BindingContext { get; } = new InputBindingContext(input);

    public override RetryContext RetryContext { get; } = new InputRetryContext(input);

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override FunctionDefinition FunctionDefinition { get; } = new MethodDefinition(function);

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features { get; } = new FeatureMap();

    public override CancellationToken CancellationToken => cancellation;

    /// <summary>What the function returned.</summary>
    public object? Result { get; set; }

    private sealed class InputBindingContext(TriggerInput input) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => input.BindingData;
    }

    private sealed class InputRetryContext(TriggerInput input) : RetryContext
    {
        public override int RetryCount => input.RetryCount;

        public override int MaxRetryCount => input.MaxRetryCount;
    }

    private sealed class CurrentTrace : TraceContext
    {
        public override string TraceParent { get; } = Activity.Current?.Id ?? "";

        public override string TraceState { get; } = Activity.Current?.TraceStateString ?? "";
    }

    private sealed class FeatureMap : IInvocationFeatures
    {
        private readonly Dictionary<Type, object> features = [];

        public void Set<T>(T instance) => features[typeof(T)] = instance!;

        public T? Get<T>() => features.TryGetValue(typeof(T), out object? feature) ? (T)feature : default;

        public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => features.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class MethodDefinition(FunctionDescriptor function) : FunctionDefinition
    {
        public override ImmutableArray<FunctionParameter> Parameters =>
            [.. function.Method.GetParameters().Select(parameter => new FunctionParameter(parameter.Name!, parameter.ParameterType))];

        public override string PathToAssembly => function.Method.DeclaringType!.Assembly.Location;

        public override string EntryPoint => function.EntryPoint;

        public override string Id => function.Name;

        public override string Name => function.Name;

        public override IImmutableDictionary<string, BindingMetadata> InputBindings =>
            ImmutableDictionary<string, BindingMetadata>.Empty.Add(function.TriggerParameter.Name!, new TriggerMetadata(function));

        public override IImmutableDictionary<string, BindingMetadata> OutputBindings => ImmutableDictionary<string, BindingMetadata>.Empty;
    }

    private sealed class TriggerMetadata(FunctionDescriptor function) : BindingMetadata
    {
        public override string Name => function.TriggerParameter.Name!;

        public override string Type => function.TriggerType;

        public override BindingDirection Direction => BindingDirection.In;
    }
}
