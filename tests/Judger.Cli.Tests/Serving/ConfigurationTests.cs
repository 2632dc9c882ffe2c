using Judger.Cli.Commands;
using Judger.Cli.Configuration;
using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests.Serving;

/// <summary>A configuration that a silo cannot read: what is wrong, where, and what to write instead, in words of the configuration.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{ "SiloName": "a" }""", "silo.json has no section \"Judger\", only SiloName. Put the options into { \"Judger\": { .. } }.")]
    [InlineData("{}", "silo.json has no section \"Judger\". Put")]
    [InlineData("[]", "silo.json does not hold an object; write { \"Judger\": { .. } }.")]
    [InlineData("""{ "Judger": 5 }""", "\"Judger\" is not an object")]
    [InlineData("", "silo.json is not valid JSON (line 1, column 1): ")]
    [InlineData("{ \"Judger\": {\n  \"SiloName\": \"a\"\n  \"Slots\": [] } }", "silo.json is not valid JSON (line 3, column 3): ")]
    [InlineData("{ \"Judger\": {\n  \"SiloName\": \"ä\", 5 } }", "silo.json is not valid JSON (line 2, column 20): ")]
    [InlineData("""{ "Judger": { "SiloName": "a", "SiloName": "b" } }""", "silo.json is not valid JSON (line 1, column ", "SiloName")]
    [InlineData("""{ "Judger": { "SiloName": "a", "siloname": "b" } }""", "The configuration cannot be read", "siloname")]
    public void A_file_that_is_not_for_a_silo(string json, params string[] parts) => AssertOneLine(Read(json), parts);

    [Theory]
    [InlineData(
        """{ "Http": { "Urls": "http://127.0.0.1:9" } }""",
        "Http:Urls is \"http://127.0.0.1:9\", but it takes a list; write \"Urls\": [\"http://127.0.0.1:9\"], or --set Http:Urls:0=http://127.0.0.1:9.")]
    [InlineData("""{ "Http": { "Url": ["http://127.0.0.1:9"] } }""", "Http:Url is not a known key; did you mean Http:Urls?")]
    [InlineData("""{ "Urls": ["http://127.0.0.1:9"] }""", "Urls is not a known key; did you mean Http:Urls?")]
    [InlineData("""{ "ModelFolder": "m" }""", "ModelFolder is not a known key; did you mean Slots:0:ModelFolder?")]
    [InlineData("""{ "Slots": [ { "Devise": "cpu:0" } ] }""", "Slots:0:Devise is not a known key; did you mean Slots:0:Device?")]
    [InlineData("""{ "Slots": [ { "Engine": { "lane": 4 } } ] }""", "Slots:0:Engine:lane is not a known key; did you mean Slots:0:Engine:Lanes?")]
    [InlineData("""{ "Slots": { "Device": "cpu:0" } }""", "Slots:Device is not a place in a list; count from 0, as in Slots:0:Device.")]
    [InlineData("""{ "Slots": "cpu:0" }""", "Slots is one value, but it takes a list;")]
    [InlineData("""{ "Drain": { "Colour": 1 } }""", "Drain:Colour is not a known key; Drain has Timeout.")]
    [InlineData("""{ "Drain": { "Timeout": "soon" } }""", "Drain:Timeout is \"soon\"; give a time as hours:minutes:seconds, such as 00:00:30.")]
    [InlineData("""{ "Drain": "00:00:30" }""", "Drain is one value, but it has keys of its own; set those, such as Drain:Timeout.")]
    [InlineData("""{ "Endpoint": { "SiloPort": "high" } }""", "Endpoint:SiloPort is \"high\"; give a whole number.")]
    [InlineData("""{ "Routing": { "LoadFactor": "much" } }""", "Routing:LoadFactor is \"much\"; give a number.")]
    [InlineData("""{ "Http": { "Metrics": "yess" } }""", "Http:Metrics is \"yess\"; give true or false.")]
    [InlineData("""{ "Cluster": { "Storage": "Disk" } }""", "Cluster:Storage is \"Disk\"; give one of: Memory, Redis, Postgres.")]
    [InlineData("""{ "SiloName": ["a"] }""", "SiloName is a list or has keys below it, but it is one value; give one value.")]
    public void A_key_or_a_value_that_is_not_one(string section, string error) => AssertOneLine(Read($$"""{ "Judger": {{section}} }"""), error);

    [Fact]
    public void What_may_be_a_secret_is_not_said_again()
    {
        var error = Read("""{ "Judger": { "Http": { "ApiKeys": "hunter2" } } }""");

        AssertOneLine(error, "Http:ApiKeys is one value, but it takes a list;", "--set Http:ApiKeys:0:Name=..");
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_told_at_once() => AssertOneLine(
        Read("""{ "Judger": { "Http": { "Urls": "http://127.0.0.1:9", "Metric": true }, "SiloNam": "a" } }"""),
        "Http:Urls is \"http",
        "did you mean Http:Metrics?",
        "did you mean SiloName?");

    [Theory]
    [InlineData("Http:Urls=http://127.0.0.1:9", "Http:Urls is \"http://127.0.0.1:9\", but it takes a list;", "or --set Http:Urls:0=http://127.0.0.1:9.")]
    [InlineData("Cluster:Storrage=Redis", "Cluster:Storrage is not a known key; did you mean Cluster:Storage?")]
    public async Task The_command_line_is_held_to_the_same(string setting, params string[] parts)
    {
        var result = await JudgerTool.RunAsync("serve", "--check", "--set", setting);

        result.AssertError(parts);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public void What_is_valid_is_read()
    {
        var file = _folder.Write(
            "silo.json",
            """
            {
              // Comments and a comma at the end are for people.
              "judger": { "http": { "urls": ["http://127.0.0.1:9"], "RemoteImages": { "AllowedHosts": [] } }, "Drain": { "Timeout": "00:00:05" },
                "Experts": [{ "Name": "x", "Model": "y", "Endpoint": "http://127.0.0.1:1", "Temperature": null, "InputPrice": 2.5 }],
                "Slots": [{ "Device": "simulated:0", "Roles": "Baseline, Cropper", "Engine": { "Lanes": 3 }, "Simulated": { "Encode": "00:00:01" } }], },
              "Logging": { "Level": "none" }
            }
            """);

        var options = ServeConfiguration.Read([new(file)], []);

        Assert.Empty(options.Errors());
        Assert.Equal(["http://127.0.0.1:9"], options.Http.Urls);
        Assert.Equal((TimeSpan.FromSeconds(5), 3, 2.5m), (options.Drain.Timeout, options.Slots[0].Engine.Lanes, options.Experts[0].InputPrice));
    }

    private string Read(string json) =>
        Assert.Throws<CliException>(() => ServeConfiguration.Read([new(_folder.Write("silo.json", json))], [])).Message;

    private static void AssertOneLine(string error, params string[] parts)
    {
        Assert.All(parts, part => Assert.Contains(part, error, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', error);
        Assert.All(["System.", "Judger.Server", "Judger.Grains", "`1", "BinderOptions"], word => Assert.DoesNotContain(word, error, StringComparison.Ordinal));
    }
}
