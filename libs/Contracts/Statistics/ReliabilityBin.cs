namespace ImageClassifier.Contracts.Statistics;

/// <summary>Photos whose answers are about equally sure.</summary>
/// <param name="Low">The winner's probability lies in (Low, High].</param>
/// <param name="High">Upper edge.</param>
/// <param name="Count">Photos in the bin.</param>
/// <param name="Confidence">Their mean probability of the winner; 0 in an empty bin.</param>
/// <param name="Accuracy">Share of them that is right; 0 in an empty bin.</param>
public sealed record ReliabilityBin(double Low, double High, int Count, double Confidence, double Accuracy);
