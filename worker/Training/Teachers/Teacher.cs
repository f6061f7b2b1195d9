using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Vision.Weights;
using ImageClassifier.Vision.Weights.Tensors;
using ImageClassifier.Worker.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training.Teachers;

/// <summary>A finished network whose outputs another one learns. It only computes: no dropout, no gradient.</summary>
internal sealed class Teacher : IDisposable
{
    private readonly ImageNetwork _network;
    private readonly int _imageSize;

    /// <exception cref="WorkerException">The weights do not fit.</exception>
    public Teacher(TeacherModel model, Device device)
    {
        ModelOptions options = model.Card.Experiment.Model;
        _imageSize = model.Card.Experiment.Data.ImageSize;
        _network = NetworkFactory.Create(options, model.Card.Classes.Count);
        try
        {
            StateDict.Load(_network, Safetensors.Read(model.Weights).Tensors);
        }
        catch (InvalidDataException e)
        {
            _network.Dispose();
            throw new WorkerException($"the teacher {model.Name} cannot be used: {e.Message}", e);
        }
        _network.to(device);
        MemoryLayout.ChannelsLast(_network);
        _network.eval();
    }

    /// <summary>What it makes of the student's own input, scaled to the size that it was trained on.</summary>
    /// <param name="input">[N, 3, S, S] normalized.</param>
    /// <returns>[N, classes].</returns>
    public Tensor Logits(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable ungraded = no_grad();
        Tensor seen = input.shape[2] == _imageSize
            ? input
            : nn.functional.interpolate(input, size: [_imageSize, _imageSize], mode: InterpolationMode.Bilinear, align_corners: false);
        return _network.call(seen).MoveToOuterDisposeScope();
    }

    public void Dispose() => _network.Dispose();
}
