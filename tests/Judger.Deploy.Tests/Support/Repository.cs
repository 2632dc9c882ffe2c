namespace Judger.Deploy.Tests.Support;

/// <summary>Where the repository is.</summary>
internal static class Repository
{
    /// <summary>The folder that pins all package versions: the root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path below the root, written with slashes.</summary>
    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Directory.Packages.props"))) return folder.FullName;
        throw new DirectoryNotFoundException($"No Directory.Packages.props above {AppContext.BaseDirectory}; build the tests inside the repository.");
    }
}
