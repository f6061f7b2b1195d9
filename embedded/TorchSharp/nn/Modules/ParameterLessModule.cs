using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A module that holds no parameters, buffers or submodules.</summary>
public abstract class ParameterLessModule<T1, TResult> : nn.Module<T1, TResult>
{
    protected ParameterLessModule(string name)
        : base(name)
    {
    }
}
