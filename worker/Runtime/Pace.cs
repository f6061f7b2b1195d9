namespace ImageClassifier.Worker.Runtime;

/// <summary>Keeps what costs time from being done more often than it is worth.</summary>
internal sealed class Pace(TimeSpan every, TimeProvider time)
{
    private long? _last;

    /// <summary>True the first time, and when so much time has passed since it last was.</summary>
    public bool IsTime()
    {
        if (_last is { } last && time.GetElapsedTime(last) < every) return false;
        _last = time.GetTimestamp();
        return true;
    }
}
