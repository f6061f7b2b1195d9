using System.Text;
using System.Text.Json;
using Tracking.Tests.Support;

namespace Tracking.Tests.Security;

/// <summary>One request that must be refused.</summary>
internal sealed record HostileRequest(string Method, string Target, string? Body, string Headers = "Content-Type: application/json\r\n")
{
    public byte[] Bytes(IReadOnlyDictionary<string, string> names) =>
        RawRequest.Bytes(Method, Fill(Target, names), Headers, Encoding.Latin1.GetBytes(Fill(Body ?? "", names)));

    private static string Fill(string text, IReadOnlyDictionary<string, string> names)
    {
        foreach (var (name, value) in names) text = text.Replace($"<{name}>", value, StringComparison.Ordinal);
        return text;
    }
}

/// <summary>
/// Requests of the kinds that broke MLflow and servers like it: each way to write a path crossed with each place that takes one, and so on.
/// <c>&lt;run&gt;</c>, <c>&lt;exp&gt;</c> and <c>&lt;model&gt;</c> stand for things that are there.
/// </summary>
internal static class HostileRequests
{
    private const string Api = "/api/2.0/mlflow/";
    private const string Proxy = "/api/2.0/mlflow-artifacts/artifacts";

    // CVE-2023-1177, -2780, -6014, -6831, -6909, -6974 to -6977, CVE-2024-1483, -1558, -1560, -1593, -1594, -3848, -8859 and their kin.
    private static readonly string[] Escapes =
    [
        "../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
            "..\\..\\etc\\passwd",
        "..%5c..%5cetc%5cpasswd", "/etc/passwd", "%2fetc%2fpasswd", "a/../../../etc/passwd", "a/%2e%2e/%2e%2e/b", "./a", "a/.", "a//b",
            "a/%00",
        "file:///etc/passwd", "C:%5cWindows%5cwin.ini", "C:/Windows/win.ini", "%c0%ae%c0%ae/etc/passwd", "%ff%fe", "%zz", "a%0d%0ab",
            "..;/..;/../etc",
    ];

    private static readonly string[] Sources =
    [
        "file:///etc/passwd", "/etc/passwd", "../../etc/passwd", "//etc/passwd", "file://localhost/etc", "s3://bucket/../../x",
            "ftp://host/x", "\\\\host\\share",
        "http://127.0.0.1/api/2.0/mlflow-artifacts/artifacts/../../../etc", "mlflow-artifacts:/../../../etc",
            "mlflow-artifacts:/<exp>/<run>/artifacts/../../..",
        "mlflow-artifacts:/<exp>/<run>/artifacts/%2e%2e/%2e%2e", "mlflow-artifacts:/<exp>/<run>/artifacts/a?/../..",
            "mlflow-artifacts:/<exp>/<run>/artifacts/a#/../..",
        "mlflow-artifacts://evil.example/<exp>/<run>/artifacts", "mlflow-artifacts:/<exp>/other/artifacts", "runs:/<run>/../../x",
            "runs:/<run>/%2e%2e/x",
        "runs:/<run>/a#/../..", "runs:/other/model", "models:/../..", "models:/m-none", "models:/none/1", "models:/<model>/99",
            "models:/<model>@nobody", "models:/", "dbfs:/x", "x",
    ];

    private static readonly string[] Locations =
    [
        "file:///etc", "/etc", "../..", "mlflow-artifacts:/../..", "mlflow-artifacts://evil.example/0", "mlflow-artifacts:/a//b",
            "mlflow-artifacts:/a?/../..", "http:///#/../../../etc/", "http://host/?/../../../etc", "s3://bucket",
        "mlflow-artifacts:/%2e%2e/x", "C:\\Windows",
    ];

    private static readonly string[] Filters =
    [
        "name = 'x'; DROP TABLE runs", "1=1", "name = 'x' OR 1=1", "name = 'x' UNION SELECT * FROM secrets", "name = 'x' --", "name LIKE",
            "(name = 'x')", "name = 'x",
        "params.`a = 'x'", "metrics.a = 'x' OR metrics.b = 1", "name IN (SELECT value FROM params)", "name IN ('a'",
            "sqlite_master.name = 'x'", "name = x", "tags.a",
        "secrets.encrypted_value = 'x'", "attributes.nothing = 'x'", "name == 'x'", "name ! 'x'", "start_time > 'now'",
            "datasets.password = 'x'", "name IS 'x'",
    ];

    private static readonly string[] Orders =
        ["name; DROP TABLE runs", "(SELECT 1)", "name ASC, (SELECT 1)", "nothing", "name SIDEWAYS", "metrics.a DESC NULLS", "secrets.x",
            "1", ""];

    private static readonly string[] Bodies =
    [
        "", "{", "[]", "null", "1", "\"x\"", "{\"name\": }", "{\"name\": \"x\"", "{'name': 'x'}", "{\"name\": \"\\ud800\"}",
            "{\"name\": \"\xff\xfe\"}", "{\"name\": 1}",
        "{\"name\": []}", "{\"name\": {}}", "{\"name\": true}", "{\"name\": null}", "{\"name\": \"\"}", "{\"name\": \"x\", \"tags\": 1}",
            "{\"name\": \"x\", \"tags\": [1]}",
        "{\"name\": \"x\", \"tags\": [{}]}", "{\"name\": \"x\", \"tags\": [{\"key\": \"../x\", \"value\": \"y\"}]}",
            "{\"name\": \"x\", \"tags\": {\"key\": \"a\"}}", "{\"\\ud800\": 1}",
        "{\"name\": \"x\"} {\"name\": \"y\"}", "/* x */ {\"name\": \"y\"}",
    ];

    public static IEnumerable<HostileRequest> All()
    {
        foreach (string path in Escapes)
        {
            yield return new("GET", $"{Proxy}/{path}", null);
            yield return new("PUT", $"{Proxy}/{path}", "stolen", "");
            yield return new("DELETE", $"{Proxy}/<exp>/{path}", null);
            yield return new("POST", $"/api/2.0/mlflow-artifacts/mpu/create/{path}", """{"path": "x", "num_parts": 1}""");
            // a query keeps what it cannot decode: these are odd names there
            if (path is "%zz" or "%ff%fe" or "%c0%ae%c0%ae/etc/passwd") continue;
            yield return new("GET", $"/get-artifact?run_id=<run>&path={path}", null);
            yield return new("POST", $"/ajax-api/2.0/mlflow/upload-artifact?run_uuid=<run>&path={path}", "stolen", "");
            yield return new("GET", $"/{path}", null);
        }
        foreach (string path in new[] { "../../x", "/etc/passwd", "a/../../x", "a\\b", "C:/x" })
            yield return new("GET", $"{Api}artifacts/list?run_id=<run>&path={Uri.EscapeDataString(path)}", null);
        foreach (string source in Sources)
            yield return new("POST", $"{Api}model-versions/create", Json(new { name = "<model>", source, run_id = "<run>" }));
        yield return new("POST", $"{Api}model-versions/create",
            Json(new { name = "<model>", source = "mlflow-artifacts:/<exp>/<run>/artifacts" }));
        foreach (string location in Locations)
            yield return new("POST", $"{Api}experiments/create", Json(new { name = "stolen", artifact_location = location }));
        foreach (string filter in Filters)
        {
            yield return new("POST", $"{Api}runs/search", Json(new { experiment_ids = new[] { "<exp>" }, filter }));
            yield return new("POST", $"{Api}logged-models/search",
                Json(new { experiment_ids = new[] { "<exp>" }, filter = "metrics.x > 'a' AND " + filter }));
        }
        foreach (string order in Orders)
            yield return new("POST", $"{Api}runs/search", Json(new { experiment_ids = new[] { "<exp>" }, order_by = new[] { order } }));
        foreach (string body in Bodies) yield return new("POST", $"{Api}experiments/create", body);
        foreach (var request in Oversize()) yield return request;
        foreach (var request in WrongTypes()) yield return request;
        foreach (var request in WrongRequests()) yield return request;
    }

    private static IEnumerable<HostileRequest> Oversize()
    {
        yield return new("POST", $"{Api}runs/log-batch",
            Json(new { run_id = "<run>", tags = new[] { new { key = "a", value = new string('x', 1_100_000) } } }));
        yield return new("POST", $"{Api}runs/log-batch", Json(new
        {
            run_id = "<run>",
            metrics = Enumerable.Range(0, 1001)
            .Select(step => new { key = "a", value = 1, timestamp = 1, step })
        }));
        yield return new("POST", $"{Api}runs/log-batch",
            Json(new { run_id = "<run>", @params = Enumerable.Range(0, 101).Select(i => new { key = $"p{i}", value = "x" }) }));
        yield return new("POST", $"{Api}runs/set-tag", Json(new { run_id = "<run>", key = new string('k', 251), value = "x" }));
        yield return new("POST", $"{Api}experiments/create", Json(new { name = new string('n', 501) }));
        yield return new("POST", $"{Api}registered-models/create", Json(new { name = new string('n', 257) }));
        yield return new("POST", $"{Api}experiments/create",
            string.Concat(Enumerable.Repeat("{\"name\":", 1000)) + "1" + new string('}', 1000));
        yield return new("POST", $"{Api}experiments/create", "{\"name\":" + new string('[', 50_000) + new string(']', 50_000) + "}");
        yield return new("POST", $"{Api}runs/search", Json(new { filter = string.Join(" AND ", Enumerable.Repeat("name = 'x'", 5000)) }));
        yield return new("POST", $"{Api}runs/search", Json(new { order_by = Enumerable.Repeat("start_time", 500) }));
        yield return new("POST", $"{Api}runs/search", Json(new { filter = $"name LIKE '{new string('%', 5000)}'" }));
        yield return new("GET", $"/{new string('a', 20_000)}", null);
        yield return new("PUT", $"{Proxy}/{new string('a', 300)}", "x", "");
        yield return new("PUT", $"{Proxy}/{string.Join('/', Enumerable.Repeat("a", 500))}", "x", "");
        yield return new("POST", $"{Api}experiments/create", "{}",
            $"Content-Type: application/json\r\nX-Long: {new string('x', 60_000)}\r\n");
    }

    private static IEnumerable<HostileRequest> WrongTypes()
    {
        foreach (string value in new[] { "1.5", "\"abc\"", "true", "[]", "{}", "-1", "99999999999999999999", "0" })
            yield return new("POST", $"{Api}runs/search", $"{{\"experiment_ids\": [\"<exp>\"], \"max_results\": {value}}}");
        foreach (string value in new[] { "\"abc\"", "true", "[]", "{}", "\"\"", "null" })
            yield return new("POST", $"{Api}runs/log-metric",
                $"{{\"run_id\": \"<run>\", \"key\": \"a\", \"value\": {value}, \"timestamp\": 1}}");
        foreach (string value in new[] { "\"abc\"", "true", "[]", "{}", "-1", "1.5" })
            yield return new("POST", $"{Api}runs/log-metric",
                $"{{\"run_id\": \"<run>\", \"key\": \"a\", \"value\": 1, \"timestamp\": {value}}}");
        foreach (string key in new[] { "", "../x", "/x", "x/", "a//b", "a\\\\b", "a;b", "a\\u0000b", "..", "." })
            yield return new("POST", $"{Api}runs/set-tag", $"{{\"run_id\": \"<run>\", \"key\": \"{key}\", \"value\": \"x\"}}");
        foreach (string id in new[] { "'", "' OR 1=1 --", "../..", "%", "1; DROP TABLE runs", "abc", "-1", "99999999999999999999" })
        {
            yield return new("GET", $"{Api}experiments/get?experiment_id={Uri.EscapeDataString(id)}", null);
            yield return new("GET", $"{Api}runs/get?run_id={Uri.EscapeDataString(id)}", null);
        }
        foreach (string version in new[] { "abc", "-1", "1.5", "99999999999", "'" })
            yield return new("GET", $"{Api}model-versions/get?name=<model>&version={Uri.EscapeDataString(version)}", null);
        foreach (string token in new[] { "abc", "!!", "LTE=", "OTk5OTk5OTk5OTk5OTk5OTk5OTk=" })
            yield return new("POST", $"{Api}runs/search", Json(new { experiment_ids = new[] { "<exp>" }, page_token = token }));
    }

    private static IEnumerable<HostileRequest> WrongRequests()
    {
        yield return new("POST", $"{Api}experiments/create", """{"name": "stolen"}""", "Content-Type: text/plain\r\n");
        yield return new("POST", $"{Api}experiments/create", """{"name": "stolen"}""", "Content-Type: multipart/form-data\r\n");
        yield return new("POST", $"{Api}experiments/create", """{"name": "stolen"}""", "");
        yield return new("POST", $"{Api}experiments/create", """{"name": "stolen"}""",
            "Content-Type: application/json\r\nOrigin: https://evil.example\r\n");
        foreach (string method in new[] { "TRACE", "CONNECT", "PROPFIND", "DELETE", "PUT", "get" })
            yield return new(method, $"{Api}experiments/create", "{}");
        foreach (string path in new[] { "/admin", "/.git/config", "/static/../../etc/passwd", "/graphql", "/api/2.0/mlflow",
            "/api/3.0/mlflow/traces", "/mlflow.db", "//", "/%2e%2e" })
            yield return new("GET", path, null);
        yield return new("GET", "http://evil.example/health", null);
        yield return new("PUT", "/api/2.0/mlflow-artifacts/mpu/parts/none/1", "x", "");
        yield return new("POST", "/api/2.0/mlflow-artifacts/mpu/complete/<exp>", """{"path": "x", "upload_id": "none", "parts": []}""");
        yield return new("POST", "/api/2.0/mlflow-artifacts/mpu/create/<exp>", """{"path": "..", "num_parts": 1}""");
        yield return new("POST", "/api/2.0/mlflow-artifacts/mpu/create/<exp>", """{"path": "x", "num_parts": 100000}""");
    }

    private static string Json(object body) => JsonSerializer.Serialize(body,
        new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
