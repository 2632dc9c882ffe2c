namespace Judger.Training.Tests.Support;

/// <summary>What lies in the repository that the tests run from.</summary>
internal static class Repository
{
    /// <summary>The full path of a folder of the repository, or null where there is none.</summary>
    public static string? FindFolder(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "Judger.sln"))) continue;
            var found = Path.Combine(folder.FullName, path);
            return Directory.Exists(found) ? found : null;
        }

        return null;
    }
}
