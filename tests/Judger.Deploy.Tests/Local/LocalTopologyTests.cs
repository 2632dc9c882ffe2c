using System.Globalization;
using System.Text.Json;
using Judger.Deploy.Tests.Support;
using Judger.Tests.Shared;

namespace Judger.Deploy.Tests.Local;

/// <summary>deploy/local: the topology as processes of this computer.</summary>
public sealed class LocalTopologyTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("judger-local-").FullName;
    private readonly IReadOnlyList<int> _ports = Ports.Take(5);

    [Fact]
    public async Task It_comes_up_answers_over_every_silo_tells_of_a_dead_one_and_goes_without_a_trace()
    {
        Tool.Require("redis-server");
        try
        {
            var up = await UpAsync();
            Assert.True(up.ExitCode == 0, up.Output + up.Errors);
            Assert.Contains(Url(0), up.Output, StringComparison.Ordinal);
            var running = Processes();
            Assert.Equal(["gateway", "redis", "silo-a", "silo-b", "silo-c", "up"], running.Keys.Order(StringComparer.Ordinal));

            // Different pictures prefer different slots; the gateway has none.
            var slots = new SortedSet<string>(StringComparer.Ordinal);
            for (var scene = 1u; scene <= 12; scene++)
            {
                var record = await Question.AskAsync(Url(0), scene);
                Assert.Equal(JsonValueKind.String, record.GetProperty("answer").ValueKind);
                slots.UnionWith(record.GetProperty("stages").EnumerateArray()
                    .Where(stage => stage.TryGetProperty("slot", out _))
                    .Select(stage => SlotKey.Parse(stage.GetProperty("slot").GetString()!).Silo));
            }

            Assert.Equal(["silo-a", "silo-b", "silo-c"], slots);

            var again = await UpAsync();
            Assert.Equal(
                (1, $"error: a topology runs in {_folder} already; see deploy/local/status, stop it with deploy/local/down, or give another --directory.\n"),
                (again.ExitCode, again.Errors));
            var status = await RunAsync("status");
            Assert.Equal(0, status.ExitCode);
            Assert.Contains($"silo-b runs, process {running["silo-b"].ToString(CultureInfo.InvariantCulture)}", status.Output, StringComparison.Ordinal);

            await Tool.RunAsync(Patience, "kill", ["-KILL", running["silo-b"].ToString(CultureInfo.InvariantCulture)]);
            await UntilAsync(async () => (await File.ReadAllTextAsync(Path.Combine(_folder, "up.log"))).Contains(
                "silo-b ended with exit code 137; the end of", StringComparison.Ordinal));
            status = await RunAsync("status");
            Assert.Equal(1, status.ExitCode);
            Assert.Contains("silo-b ended; see ", status.Output, StringComparison.Ordinal);
            Assert.Equal(JsonValueKind.String, (await Question.AskAsync(Url(0), 3)).GetProperty("answer").ValueKind);

            Assert.Equal(0, (await RunAsync("down")).ExitCode);
            Assert.All(running.Values, pid => Assert.False(IsRunning(pid), $"{pid} still runs."));
            Assert.All(_ports, port => Assert.True(Ports.IsFree(port), $"{port} is still in use."));
            Assert.Empty(Processes());
            Assert.Equal(1, (await RunAsync("status")).ExitCode);
        }
        finally
        {
            await RunAsync("down");
        }
    }

    [Fact]
    public async Task What_cannot_work_is_refused_in_one_line()
    {
        Tool.Require("redis-server");

        var inside = await Tool.RunAsync(Patience, Script("up"), ["--directory", Repository.Path("deploy/local/state"), "--no-build"]);
        Assert.False(Directory.Exists(Repository.Path("deploy/local/state")));
        Assert.Equal(
            (1, $"error: {Repository.Path("deploy/local/state")} is inside the repository; give another --directory.\n"), (inside.ExitCode, inside.Errors));
        var unknown = await Tool.RunAsync(Patience, Script("up"), ["--colour"]);
        Assert.Equal((1, "error: --colour is not understood. See --help.\n"), (unknown.ExitCode, unknown.Errors));
    }

    [Theory, InlineData("up"), InlineData("down"), InlineData("status")]
    public async Task Every_script_has_help(string script)
    {
        var help = await Tool.RunAsync(Patience, Script(script), ["--help"]);

        Assert.Equal((0, ""), (help.ExitCode, help.Errors));
        Assert.Contains($"deploy/local/{script}", help.Output, StringComparison.Ordinal);
        Assert.Contains("--directory", help.Output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Script(string name) => Repository.Path($"deploy/local/{name}");

    private static bool IsRunning(int pid)
    {
        try
        {
            // What has ended and waits for its parent to notice does not run.
            return !File.ReadAllText($"/proc/{pid}/stat").Split(')')[^1].TrimStart().StartsWith('Z');
        }
        catch (Exception exception) when (exception is DirectoryNotFoundException or FileNotFoundException or IOException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var tries = 0; !await condition(); tries++)
        {
            Assert.True(tries < 200, "It has not happened in 20 seconds.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private Task<Tool.Ended> UpAsync() => RunAsync(
        "up",
        "--detach",
        "--judger",
        Tool.Judger,
        "--port",
        Port(0),
        "--silo-ports",
        $"{Port(1)},{Port(2)},{Port(3)}",
        "--redis-port",
        Port(4),
        "--drain",
        "5");

    private Task<Tool.Ended> RunAsync(string script, params string[] arguments) =>
        Tool.RunAsync(Patience, Script(script), ["--directory", _folder, .. arguments]);

    private Dictionary<string, int> Processes() => Directory.GetFiles(_folder, "*.pid")
        .ToDictionary(
            file => Path.GetFileNameWithoutExtension(file),
            file => int.Parse(File.ReadAllText(file).Split(' ')[0], CultureInfo.InvariantCulture),
            StringComparer.Ordinal);

    private string Port(int index) => _ports[index].ToString(CultureInfo.InvariantCulture);

    private string Url(int index) => $"http://127.0.0.1:{Port(index)}";
}
