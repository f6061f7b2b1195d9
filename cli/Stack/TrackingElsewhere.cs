using ImageClassifier.Mlflow;

namespace ImageClassifier.Cli.Stack;

/// <summary>
/// A tracking server that somebody else runs, MLflow's own for instance, and that the environment points at: none is started then.
/// </summary>
/// <param name="Address">Without a password: it is shown, and written to the state folder.</param>
/// <param name="SignIn">Variables for the services that talk to it.</param>
internal sealed record TrackingElsewhere(MlflowAddress Address, IReadOnlyDictionary<string, string> SignIn)
{
    /// <returns>Null when the environment names no server.</returns>
    /// <exception cref="CliException">What it names is no server's address.</exception>
    public static TrackingElsewhere? FromEnvironment(Func<string, string?> environment)
    {
        if (environment(MlflowVariables.TrackingUri) is not { } text || text.Trim().Length == 0) return null;
        MlflowAddress address = MlflowAddress.Parse(text) ?? throw new CliException(
            $"{MlflowVariables.TrackingUri} is \"{MlflowAddress.Shown(text)}\"; it must be the address of a tracking server, "
            + "like http://127.0.0.1:5000, or not be set: then imgc starts one", ExitCode.Usage);
        var signIn = new Dictionary<string, string>();
        Keep(MlflowVariables.Username, environment(MlflowVariables.Username) ?? address.Username);
        Keep(MlflowVariables.Password, environment(MlflowVariables.Password) ?? address.Password);
        Keep(MlflowVariables.Token, environment(MlflowVariables.Token));
        return new TrackingElsewhere(address, signIn);

        void Keep(string name, string? value)
        {
            if (value is { Length: > 0 }) signIn[name] = value;
        }
    }
}
