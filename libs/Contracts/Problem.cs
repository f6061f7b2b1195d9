namespace ImageClassifier.Contracts;

/// <summary>One thing that is wrong with a record, and where: <c>$.experiments[0].optimizer.learningRate</c>.</summary>
/// <param name="Path">JSON path of the value, from the root <c>$</c> of the document that the person sent.</param>
/// <param name="Message">What is wrong with it and what to send instead.</param>
public sealed record Problem(string Path, string Message)
{
    public override string ToString() => $"{Path}: {Message}";
}

/// <summary>Thrown where a record that must be valid is not; carries every problem, not only the first.</summary>
public sealed class InvalidRecordException(string what, IReadOnlyList<Problem> problems)
    : Exception($"{what}:{string.Concat(problems.Select(problem => $"{Environment.NewLine}  {problem}"))}")
{
    public IReadOnlyList<Problem> Problems { get; } = problems;
}
