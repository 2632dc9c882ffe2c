using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests;

/// <summary>A silo's configuration can be checked without starting the silo.</summary>
public sealed class ServeCheckTests
{
    [Fact]
    public async Task A_valid_configuration_is_told_in_one_line_and_nothing_is_loaded_resolved_or_reached()
    {
        var result = await JudgerTool.RunAsync(
            "serve", "--check", "--set", "SiloName=gpu-0", "--set", "Cluster:Storage=Redis", "--set", "Cluster:ConnectionString=redis.invalid:6379", "--set",
            "Endpoint:Address=gpu-0.invalid",
            "--set", "Slots:0:Device=cuda:0", "--set", "Slots:0:ModelFolder=/no/such/llava-7b", "--set",
            "Slots:0:Roles=Baseline, Cropper");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Equal(
            "valid: silo gpu-0 at gpu-0.invalid, cluster judger in Redis, no HTTP (0 keys), 1 slots cuda:0/llava-7b [Baseline, Cropper]\n", result.Output);
    }

    [Theory]
    [InlineData(
        "valid: silo a at 127.0.0.1, cluster judger in Memory, http://127.0.0.1:8090 (0 keys), 1 slots cpu:0/judger-tiny [All]\n",
        "Http:Urls:0=http://127.0.0.1:8090")]
    [InlineData("valid: silo a at 127.0.0.1, cluster judger in Memory, no HTTP (0 keys), 1 slots simulated:0/simulated [All]\n", "Slots:0:Device=simulated:0")]
    [InlineData(
        "valid: silo a at 127.0.0.1, cluster judger in Redis, no HTTP (0 keys), 0 slots\n", "Cluster:Storage=Redis", "Cluster:ConnectionString=redis:6379")]
    public async Task A_process_that_is_the_whole_cluster_serves_the_embedded_model_unless_another_is_named(string said, params string[] settings)
    {
        var result = await JudgerTool.RunAsync(["serve", "--check", "--set", "SiloName=a", .. settings.SelectMany(setting => new[] { "--set", setting })]);

        Assert.Equal((0, said, ""), (result.ExitCode, result.Output, result.Errors));
    }

    [Fact]
    public async Task Every_error_is_told_at_once() =>
        (await JudgerTool.RunAsync("serve", "--check", "--set", "Slots:0:Weight=0", "--set", "Endpoint:Address=here and there"))
            .AssertError("Slots:0:ModelFolder is empty", "Slots:0:Weight is 0", "Endpoint:Address is \"here and there\"");

    [Fact]
    public async Task A_value_that_there_is_not_is_answered_with_those_that_there_are() => (await JudgerTool.RunAsync(
        "serve", "--check", "--set", "Cluster:Storage=Disk", "--set", "Slots:0:Roles=Painter", "--set", "Http:ApiKeys:0:Scopes:0=Everything", "--set",
        "Experts:0:Format=Verse"))
        .AssertError(
            "Cluster:Storage is \"Disk\"; give one of: Memory, Redis, Postgres.",
            "Slots:0:Roles is \"Painter\"; give one of: ",
            "Http:ApiKeys:0:Scopes:0 is \"Everything\"; give one of: Ask, Metrics, Admin.",
            "Experts:0:Format is \"Verse\"; give one of: Auto, Schema, Words.");

    [Fact]
    public async Task Secrets_can_have_a_file_of_their_own_which_wins()
    {
        using var folder = new TempFolder();
        var silo = folder.Write(
            "silo.json",
            """
            { "Judger": {
              "SiloName": "a",
              "Cluster": { "Storage": "Redis", "ConnectionString": "nowhere:1" },
              "Http": { "Urls": ["http://0.0.0.0:8080"] }
            } }
            """);
        var secrets = folder.Write(
            "secrets.json",
            $$"""
            { "Judger": {
              "Cluster": { "ConnectionString": "redis:6379,password=hunter2" },
              "Http": { "ApiKeys": [{ "Name": "shop", "Sha256": "{{new string('0', 64)}}", "Scopes": ["Ask"] }] }
            } }
            """);

        (await JudgerTool.RunAsync("serve", "--check", "--config", silo)).AssertError("there are no keys; give Http:ApiKeys");
        var result = await JudgerTool.RunAsync("serve", "--check", "--config", silo, "--config", secrets);

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Equal("valid: silo a at 127.0.0.1, cluster judger in Redis, http://0.0.0.0:8080 (1 keys), 0 slots\n", result.Output);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_an_error() =>
        (await JudgerTool.RunAsync("serve", "--check", "--config", "no-such.json")).AssertError("no-such.json does not exist; check the path.");
}
