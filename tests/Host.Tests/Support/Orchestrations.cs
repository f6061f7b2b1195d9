using System.Net.Http.Json;
using System.Text.Json;

namespace Host.Tests.Support;

/// <summary>Orchestrations of the tests' app, through its own functions.</summary>
internal static class Orchestrations
{
    /// <summary>Starts one and returns its id.</summary>
    public static async Task<string> StartAsync(this HostProcess host, string name, params int[] input)
    {
        HttpResponseMessage answer = await host.Http.PostAsJsonAsync($"/api/start/{name}", input);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>Waits for what it returns, as JSON.</summary>
    public static Task<string> OutputAsync(this HostProcess host, string id) => Wait.ForAsync(async () =>
    {
        HttpResponseMessage answer = await host.Http.GetAsync($"/api/result/{id}");
        return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("output").GetString()
            : null;
    }, () => host.Output);
}
