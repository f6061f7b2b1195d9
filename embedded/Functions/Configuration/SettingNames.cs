using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker.Embedded.Hosting;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Azure.Functions.Worker.Embedded.Configuration;

/// <summary>Fills <c>%Setting%</c> in the text of a binding attribute.</summary>
internal sealed partial class SettingNames(IConfiguration configuration)
{
    public string Resolve(string text, string functionName) => Percented().Replace(text, match =>
        configuration[match.Groups["name"].Value]
        ?? throw new HostStartException($"Function '{functionName}' uses \"{text}\", but there is no setting '{match.Groups["name"].Value}'."));

    [GeneratedRegex("%(?<name>[^%]+)%")]
    private static partial Regex Percented();
}
