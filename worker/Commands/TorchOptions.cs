using System.CommandLine;
using ImageClassifier.Worker.Runtime;

namespace ImageClassifier.Worker.Commands;

/// <summary>The options that say which hardware trains.</summary>
internal sealed class TorchOptions
{
    private readonly Option<string> _device = new("--device")
    {
        Description = "Where to train; auto takes a GPU where there is one",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<int?> _threads = new("--threads")
    {
        Description =
            "CPU threads of one operation [default: OMP_NUM_THREADS, or the number of cores]. Another number may change the last digits "
                + "of a result",
    };

    public TorchOptions()
    {
        _device.AcceptOnlyFromAmong("auto", "cpu", "cuda");
        _threads.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out int threads) && threads < 1)
                result.AddError($"--threads {threads}: give at least 1");
        });
    }

    public void AddTo(Command command)
    {
        command.Add(_device);
        command.Add(_threads);
    }

    /// <summary>Whether nobody has said how many threads there are.</summary>
    public bool IsLeftToUs(ParseResult parsed) => parsed.GetValue(_threads) is null;

    /// <inheritdoc cref="TorchRuntime.Choose"/>
    public TorchRuntime Choose(ParseResult parsed) => TorchRuntime.Choose(parsed.GetRequiredValue(_device), parsed.GetValue(_threads));
}
