namespace Judger.Core.Tests;

/// <summary>Where the repository is, and the reference data that may lie beside it.</summary>
internal static class Repository
{
    /// <summary>The folder that pins all package versions: the root.</summary>
    public static DirectoryInfo Root { get; } = FindRoot();

    /// <summary>A file of the reference data, which is not part of the repository; the calling test is skipped where it is missing.</summary>
    public static string ReferenceData(string name)
    {
        var path = Path.Combine(Root.Parent?.FullName ?? Root.FullName, "shared", "data", name);
        Assert.SkipUnless(File.Exists(path), $"The reference data shared/data/{name} is not beside the repository.");
        return path;
    }

    private static DirectoryInfo FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) return folder;
        throw new DirectoryNotFoundException($"No Directory.Packages.props above {AppContext.BaseDirectory}; build the tests inside the repository.");
    }
}
