using System.Diagnostics;
using System.Globalization;
using Judger.Deploy.Tests.Support;
using Judger.Tests.Shared;

namespace Judger.Deploy.Tests.Docker;

/// <summary>What cpu.Dockerfile does, done without a container engine: its own publish command, environment, entry point and health check.</summary>
public sealed class CpuImageTests
{
    // It builds everything anew, and other tests may have the machine's processors meanwhile.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task The_image_s_process_answers_a_question_is_healthy_and_stops_on_SIGTERM()
    {
        Tool.Require("setpriv");
        var file = Dockerfile.Read(Repository.Path("deploy/docker/cpu.Dockerfile"));
        var folder = Directory.CreateTempSubdirectory("judger-image-");
        try
        {
            await PublishAsync(file, folder.FullName);
            await ServeAsync(file, Path.Combine(folder.FullName, "app"));
        }
        finally
        {
            using var chmod = Process.Start("chmod", ["-R", "u+w", folder.FullName]);
            await chmod.WaitForExitAsync(CancellationToken.None);
            folder.Delete(recursive: true);
        }
    }

    // The build stage's last command, into a folder of this test; its intermediate files too, as the repository's own are another configuration's.
    private static async Task PublishAsync(Dockerfile file, string folder)
    {
        var words = file.Of("build", "RUN")
            .Single(run => run.Contains("dotnet publish", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .SkipWhile(word => word != "dotnet")
            .ToList();
        Assert.Equal(["-o", "/app"], words[^2..]);
        Assert.DoesNotContain("&&", words);
        words[^1] = Path.Combine(folder, "app");
        words.Remove("--no-restore");

        var published = await Tool.BuildAsync(Patience, words[0], [
            .. words[1..], "--artifacts-path", Path.Combine(folder, "artifacts"), "-v", "quiet", "-nologo", "-p:UseSharedCompilation=false", "-nodeReuse:false",
        ]);

        Assert.True(published.ExitCode == 0, published.Output + published.Errors);
        Assert.Empty(Directory.EnumerateFiles(words[^1], "*.pdb", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(words[^1], "Judger.*.xml", SearchOption.AllDirectories));
        var bytes = Directory.EnumerateFiles(words[^1], "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"publish output: {bytes / 1e6:F1} MB"));
        Assert.InRange(bytes, 1, 130_000_000);

        // Another user reads it, and nobody writes.
        using var chmod = Process.Start("chmod", ["-R", "a+rX,a-w", words[^1]]);
        await chmod.WaitForExitAsync(TestContext.Current.CancellationToken);
        File.SetUnixFileMode(
            folder, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    private static async Task ServeAsync(Dockerfile file, string app)
    {
        // As the file's own example has it, but for the port, which is to be free here.
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Take(1)[0]}");
        var environment = file.Environment("runtime");
        environment["PATH"] = Environment.GetEnvironmentVariable("PATH")!;
        environment["Judger__Http__Urls__0"] = url;
        environment["Judger__Slots__0__ModelFolder"] = "models/judger-tiny";

        // It has what it needs beside it and writes nothing, not even where HOME would be.
        environment["HOME"] = "/nonexistent";

        using var silo = Start(app, environment, [.. file.Words("runtime", "ENTRYPOINT"), .. file.Words("runtime", "CMD")]);
        var log = (
            Output: silo.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            Errors: silo.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        try
        {
            var health = file.Words("runtime", "HEALTHCHECK");
            for (var waited = Stopwatch.StartNew();
                await CheckAsync(app, environment, health) != 0;
                await Task.Delay(200, TestContext.Current.CancellationToken))
            {
                if (silo.HasExited) Assert.Fail(await log.Errors);
                Assert.True(waited.Elapsed < TimeSpan.FromMinutes(5), "It has not become healthy in five minutes.");
            }

            var record = await Question.AskAsync(url);
            Assert.Equal("yellow", record.GetProperty("answer").GetString());

            using var kill = Process.Start("kill", ["-TERM", silo.Id.ToString(CultureInfo.InvariantCulture)]);
            await silo.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2));
            Assert.True(silo.ExitCode == 0, await log.Errors);
            Assert.StartsWith("ready: silo ", await log.Output, StringComparison.Ordinal);
            Assert.NotEqual(0, await CheckAsync(app, environment, health));
        }
        finally
        {
            if (!silo.HasExited) silo.Kill(entireProcessTree: true);
        }
    }

    private static async Task<int> CheckAsync(string app, Dictionary<string, string> environment, IReadOnlyList<string> words)
    {
        using var check = Start(app, environment, words);
        await check.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2));
        return check.ExitCode;
    }

    private static Process Start(string app, Dictionary<string, string> environment, IReadOnlyList<string> words)
    {
        // Modes do not bind root; the image's user is none. setpriv becomes the program, so that a signal meets it.
        string[] user = Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=1654", "--regid=1654", "--clear-groups", "--no-new-privs", "--bounding-set=-all"]
            : [];
        string[] line = [.. user, .. words];
        var start = new ProcessStartInfo(line[0], line[1..]) { WorkingDirectory = app, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
