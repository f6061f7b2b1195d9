using System.Net.Http.Headers;
using System.Text;

namespace ImageClassifier.Mlflow;

/// <summary>How to sign in to a tracking server, from the variables that MLflow's own clients read.</summary>
internal static class MlflowCredentials
{
    /// <summary>User and password win over a token, as in <c>mlflow/utils/rest_utils.py</c>; null when nothing is set.</summary>
    public static AuthenticationHeaderValue? FromVariables(Func<string, string?> variable)
    {
        string? user = variable(MlflowVariables.Username);
        string? password = variable(MlflowVariables.Password);
        string? token = variable(MlflowVariables.Token);
        if (!string.IsNullOrEmpty(user) && !string.IsNullOrEmpty(password)) return Basic($"{user}:{password}");
        return string.IsNullOrEmpty(token) ? null : new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The <c>user:password@</c> part of a URI; null when it has none.</summary>
    public static AuthenticationHeaderValue? FromUri(Uri uri) =>
        uri.UserInfo.Length == 0 ? null : Basic(Uri.UnescapeDataString(uri.UserInfo));

    private static AuthenticationHeaderValue Basic(string userAndPassword) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(userAndPassword)));
}
