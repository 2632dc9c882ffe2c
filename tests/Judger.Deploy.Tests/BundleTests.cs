using System.Text.Json;
using Judger.Deploy.Tests.Support;

namespace Judger.Deploy.Tests;

/// <summary>A bundle for one kind of GPU, as it travels to a machine that has neither SDK nor registry, and the check that comes with it, dry.</summary>
public sealed class BundleTests : IDisposable
{
    // It publishes two programs with their runtime and packs half a gigabyte, and other tests may have the machine's processors meanwhile.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    // All that the other machine has; no dotnet among it.
    private static readonly string[] Programs = ["bash", "sh", "env", "dirname", "pwd", "cat", "mkdir", "sha256sum", "xz", "tar", "ldconfig"];

    private const long PartBytes = 40 << 20;
    private const long MostBytes = 200_000_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("judger-bundle-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_bundle_travels_in_parts_and_its_check_runs_without_an_sdk()
    {
        Tool.Require("xz");
        CudaFlavour.RequireProvider();
        var (bundle, joined) = (PathOf("bundle"), PathOf("joined"));
        var made = await Tool.BuildAsync(
            Patience, Repository.Path("deploy/bundle"), ["--output", bundle, "--gpu-architecture", "90", "--part-size", "40M", "--with-gpu-check"]);
        Assert.True(made.ExitCode == 0, made.Output + made.Errors);

        FileInfo[] parts = [.. new DirectoryInfo(bundle).EnumerateFiles("*.part-*").OrderBy(part => part.Name, StringComparer.Ordinal)];
        Assert.All(parts, part => Assert.InRange(part.Length, 1, PartBytes));
        Assert.InRange(parts.Sum(part => part.Length), 1, MostBytes);
        Assert.False(Directory.Exists(Path.Combine(bundle, "judger")));

        foreach (var program in Programs)
        {
            if (Find(program) is { } path) File.CreateSymbolicLink(PathOf(program), path);
        }

        await RunAsync(0, "judger is ready", Path.Combine(bundle, "join"), joined);
        Assert.Empty(Directory.EnumerateFiles(joined, "*.dll.pdb", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(joined, "*tensorrt*", SearchOption.AllDirectories));
        await RunAsync(1, "give a folder that does not", Path.Combine(bundle, "join"), joined);

        var report = PathOf("figures.json");
        await RunAsync(0, "Failed: 0", Path.Combine(joined, "gpu-check"), "all", "--dry-run", "--report", report);
        using (var figures = JsonDocument.Parse(await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken)))
        {
            var names = figures.RootElement.EnumerateArray().Select(figure => figure.GetProperty("Name").GetString()).ToList();
            Assert.Contains("decode step of 32", names);
            Assert.Contains("from kill -9 under load to ready again", names);
        }

        // A GPU is asked for where there is none.
        await RunAsync(1, "libcudart.so.13", Path.Combine(joined, "judger"), "doctor", "--device", "cuda:0");
        await RunAsync(2, "neither a stage nor an option", Path.Combine(joined, "gpu-check"), "3");

        await using (var last = parts[^1].OpenWrite()) last.WriteByte(1);
        await RunAsync(1, "missing or damaged", Path.Combine(bundle, "join"), PathOf("again"));
        Assert.False(Directory.Exists(PathOf("again")));
    }

    [Theory]
    [InlineData("--output is missing", 2)]
    [InlineData("exists; give a folder that does not", 1, "--output", ".")]
    [InlineData("--accelerator is cpu or cuda", 2, "--output", "never", "--accelerator", "tpu")]
    [InlineData("--fast is not an option", 2, "--fast")]
    public async Task Wrong_arguments_are_named(string expected, int code, params string[] arguments)
    {
        var result = await Tool.RunAsync(TimeSpan.FromMinutes(1), Repository.Path("deploy/bundle"), arguments);
        Assert.Equal(code, result.ExitCode);
        Assert.Contains(expected, result.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists("never"));
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private async Task RunAsync(int code, string expected, params string[] command)
    {
        var result = await Tool.RunAsync(Patience, "env", ["-i", $"PATH={_folder.FullName}", "HOME=/nonexistent", $"TMPDIR={Path.GetTempPath()}", .. command]);
        Assert.True(result.ExitCode == code, $"{string.Join(' ', command)} ended with {result.ExitCode}:\n{result.Output}{result.Errors}");
        Assert.Contains(expected, result.Output + result.Errors, StringComparison.Ordinal);
    }

    private static string? Find(string program) =>
        new[] { "/usr/bin", "/bin", "/usr/sbin", "/sbin" }.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
