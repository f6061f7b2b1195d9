using ImageClassifier.Mlflow;

namespace ImageClassifier.Functions.Durable;

/// <summary>The tracking server refuses what an activity asks, and would refuse it again: the activity is not repeated.</summary>
public sealed class TrackingRefusedException(string message) : Exception(message)
{
    /// <summary>Runs an activity that talks to the tracking server.</summary>
    /// <exception cref="TrackingRefusedException">In the place of a refusal.</exception>
    public static async Task<T> GuardAsync<T>(Func<Task<T>> activity)
    {
        try
        {
            return await activity();
        }
        catch (MlflowException e) when (e.IsRefusal)
        {
            // Without its cause: a failure is known by its innermost exception once it has gone through Durable.
            throw new TrackingRefusedException(e.Message);
        }
    }
}
