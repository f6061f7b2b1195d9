using ImageClassifier.Cli;
using ImageClassifier.Cli.Stack;

namespace Cli.Tests.Stack;

public sealed class StackSettingsTests
{
    [Fact]
    public void The_usual_ports_need_no_connection_string() =>
        Assert.Equal("UseDevelopmentStorage=true", new StackSettings("/s", StackPorts.Default).Endpoints.StorageConnection);

    [Fact]
    public void Other_ports_are_written_out()
    {
        Endpoints endpoints = new StackSettings("/s", new StackPorts(1, 2, 30, 31, 32)).Endpoints;
        Assert.Equal(("http://127.0.0.1:1", "http://127.0.0.1:2"), (endpoints.FunctionsUrl, endpoints.TrackingUrl));
        Assert.Contains("BlobEndpoint=http://127.0.0.1:30/devstoreaccount1;QueueEndpoint=http://127.0.0.1:31/devstoreaccount1",
            endpoints.StorageConnection);
    }

    [Fact]
    public void An_option_wins_over_the_environment_and_that_over_the_default()
    {
        Assert.Equal(5, StackSettings.Port(5, "P", _ => "6", 7));
        Assert.Equal(6, StackSettings.Port(null, "P", _ => "6", 7));
        Assert.Equal(7, StackSettings.Port(null, "P", _ => "", 7));
    }

    [Fact]
    public void A_variable_that_is_no_port_is_named() =>
        Assert.Contains("P is \"many\"", Assert.Throws<CliException>(() => StackSettings.Port(null, "P", _ => "many", 7)).Message);

    [Fact]
    public void A_tracking_server_elsewhere_is_named_without_its_password_and_signed_in_to_with_it()
    {
        var variables = new Dictionary<string, string?> { ["MLFLOW_TRACKING_URI"] = "https://anna:s%3Acret@mlflow.example/base/" };

        TrackingElsewhere tracking = TrackingElsewhere.FromEnvironment(variables.GetValueOrDefault)!;
        StackSettings settings = new("/s", StackPorts.Default) { Tracking = tracking };

        Assert.Equal("https://mlflow.example/base", settings.Endpoints.TrackingUrl);
        Assert.Equal(("anna", "s:cret"), (tracking.SignIn["MLFLOW_TRACKING_USERNAME"], tracking.SignIn["MLFLOW_TRACKING_PASSWORD"]));
        Assert.DoesNotContain("cret", tracking.Address.ToString());
    }

    [Theory]
    [InlineData("./mlruns")]
    [InlineData("ftp://anna:secret@host")]
    public void What_is_no_tracking_server_is_refused_without_its_password(string uri)
    {
        string message = Assert.Throws<CliException>(() => TrackingElsewhere.FromEnvironment(_ => uri)).Message;

        Assert.Contains("MLFLOW_TRACKING_URI", message);
        Assert.DoesNotContain("secret", message);
    }

    [Fact]
    public void Services_elsewhere_need_all_three_addresses()
    {
        var all = new Dictionary<string, string?>
        {
            [Attachment.FunctionsUrlVariable] = "https://app.example/",
            [Attachment.TrackingVariable] = "https://mlflow.example",
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
        };
        Assert.Equal(new Endpoints("https://app.example", "https://mlflow.example", "UseDevelopmentStorage=true"),
            Attachment.FromEnvironment(all.GetValueOrDefault));
        all.Remove(Attachment.TrackingVariable);
        Assert.Contains("MLFLOW_TRACKING_URI",
            Assert.Throws<CliException>(() => Attachment.FromEnvironment(all.GetValueOrDefault)).Message);
        Assert.Null(Attachment.FromEnvironment(_ => null));
    }
}
