namespace ImageClassifier.Mlflow;

/// <summary>
/// A tracking server's address, and apart from it the user and password that somebody wrote into it: what is shown, stored and linked to
/// has none.
/// </summary>
/// <param name="Url">Without user, password and trailing slash.</param>
/// <param name="Username">Null where the address has none.</param>
/// <param name="Password">Null where the address has none.</param>
public sealed record MlflowAddress(string Url, string? Username, string? Password)
{
    /// <summary>For messages and records: no password.</summary>
    public override string ToString() => Url;

    /// <param name="text">As in <c>MLFLOW_TRACKING_URI</c>.</param>
    /// <returns>Null when it is not the address of an HTTP server.</returns>
    public static MlflowAddress? Parse(string text)
    {
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) return null;
        string[] user = uri.UserInfo.Split(':', 2);
        return new MlflowAddress(
            uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/'),
            user[0].Length == 0 ? null : Uri.UnescapeDataString(user[0]), user.Length < 2 ? null : Uri.UnescapeDataString(user[1]));
    }

    /// <summary>What cannot be an address, as it may be shown: what stands before an <c>@</c> may be a password.</summary>
    public static string Shown(string text)
    {
        int at = text.LastIndexOf('@');
        return at < 0 ? text : "…" + text[at..];
    }
}
