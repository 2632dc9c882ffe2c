namespace Judger.Inference.Tests;

/// <summary>What lies in the repository that the tests run from.</summary>
internal static class Repository
{
    /// <summary>The full path of a folder of the repository.</summary>
    public static string FindFolder(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Judger.sln"))) return Path.Combine(folder.FullName, path);
        throw new DirectoryNotFoundException($"No Judger.sln above {AppContext.BaseDirectory}; build the tests inside the repository.");
    }
}
