using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests.Packing;

/// <summary>The packages, made once for all tests, and a package cache of their own.</summary>
public sealed class Packages : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    /// <summary>Where the packages lie.</summary>
    public string Feed => _folder["feed"];

    /// <summary>A cache that has never seen them.</summary>
    public string Cache => _folder["cache"];

    /// <summary>A new folder.</summary>
    public string Folder(string name) => Directory.CreateDirectory(_folder[name]).FullName;

    public async ValueTask InitializeAsync()
    {
        foreach (var project in new[] { "Judger.Abstractions", "Judger.Protocol", "Judger.Client", "Judger.Cli" })
        {
            var packed = await DotNet.RunAsync(null, DotNet.Repository, "dotnet", "pack", $"src/{project}", "-c", "Release", "-o", Feed, "-v", "quiet");
            Assert.True(packed.ExitCode == 0, packed.Output + packed.Errors);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
