using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>What all optimizers share: groups, the state of each parameter, and saving both.</summary>
public abstract class OptimizerHelper : Optimizer
{
    private readonly Dictionary<Parameter, OptimizerState> states = new(ReferenceEqualityComparer.Instance);

    protected OptimizerOptions? _defaults;

    public OptimizerHelper()
    {
    }

    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (ParamGroup group in _parameter_groups)
        {
            dictionary.Options.Add(group.Options);
            var indices = new List<int>();
            dictionary.StateIndexRef.Add(indices);
            foreach (Parameter parameter in group.Parameters)
            {
                indices.Add(dictionary.State.Count);
                dictionary.State.Add(states[parameter]);
            }
        }
        return dictionary;
    }

    /// <summary>Copies options and state of an optimizer of the same kind, with as many groups and parameters.</summary>
    /// <exception cref="ArgumentException">The numbers of groups or parameters differ.</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var own = this.state_dict();
        Require(state_dict.Options.Count == own.Options.Count, "parameter groups");
        Require(state_dict.State.Count == own.State.Count, "states");
        for (int i = 0; i < own.Options.Count; i++)
        {
            if (!ReferenceEquals(own.Options[i], state_dict.Options[i]))
            {
                own.Options[i].LoadStateDict(state_dict.Options[i]);
            }
        }
        for (int i = 0; i < own.State.Count; i++)
        {
            if (!ReferenceEquals(own.State[i], state_dict.State[i]))
            {
                own.State[i].LoadStateDict(state_dict.State[i]);
            }
        }
    }

    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location));
        save_state_dict(writer);
    }

    public void save_state_dict(BinaryWriter writer)
    {
        var dictionary = state_dict();
        writer.Write(GetType().Name);
        writer.Write7BitEncodedInt64(dictionary.Options.Count);
        writer.Write7BitEncodedInt64(dictionary.State.Count);
        dictionary.Options.ForEach(options => options.SaveStateDict(writer));
        dictionary.State.ForEach(state => state.SaveStateDict(writer));
        writer.Flush();
    }

    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    /// <exception cref="InvalidDataException">Another kind of optimizer was saved.</exception>
    /// <exception cref="ArgumentException">The numbers of groups or parameters differ.</exception>
    public void load_state_dict(BinaryReader reader)
    {
        string saved = reader.ReadString();
        if (saved != GetType().Name)
        {
            throw new InvalidDataException(
                $"Mismatched optimizer type: expected '{GetType().Name}', but found '{saved}' in the loaded stream.");
        }
        var dictionary = state_dict();
        Require(reader.Read7BitEncodedInt64() == dictionary.Options.Count, "parameter groups");
        Require(reader.Read7BitEncodedInt64() == dictionary.State.Count, "states");
        dictionary.Options.ForEach(options => options.LoadStateDict(reader));
        dictionary.State.ForEach(state => state.LoadStateDict(reader));
    }

    /// <summary>Moves the state to a device; the parameters are the module's to move.</summary>
    public void to(Device device)
    {
        foreach (OptimizerState state in states.Values)
        {
            state.to(device);
        }
    }

    public override void add_param_group(ParamGroup param_group) => _parameter_groups.Add(param_group);

    private protected void DisposeStates()
    {
        foreach (OptimizerState state in states.Values)
        {
            (state as IDisposable)?.Dispose();
        }
    }

    /// <summary>Adds a group whose options are complete, with a fresh state for each parameter.</summary>
    private protected void Add(ParamGroup group, Func<Parameter, OptimizerState> state)
    {
        // The official enumerates the parameters on each step; a list keeps that cheap for queries such as module.parameters().
        group.Parameters = [.. group.Parameters];
        group.InitialLearningRate = group.LearningRate;
        foreach (Parameter parameter in group.Parameters)
        {
            var created = state(parameter);
            created.Initialize(group.Options);
            states[parameter] = created;
        }
        _parameter_groups.Add(group);
    }

    /// <summary>Runs the closure, then a step for each group.</summary>
    private protected Tensor? Step(Func<Tensor>? closure, Action<ParamGroup, Parameter[], OptimizerState[]> body)
    {
        Tensor? loss = null;
        if (closure is not null)
        {
            using (enable_grad())
            {
                loss = closure();
            }
        }
        foreach (ParamGroup group in _parameter_groups)
        {
            Parameter[] parameters = [.. group.Parameters];
            body(group, parameters, Array.ConvertAll(parameters, parameter => states[parameter]));
            GC.KeepAlive(parameters);
        }
        return loss;
    }

    private static void Require(bool same, string what)
    {
        if (!same)
        {
            throw new ArgumentException($"Invalid optimizer state -- different number of {what}.");
        }
    }
}
