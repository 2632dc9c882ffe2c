namespace Judger.Cli.Tests.Support;

/// <summary>Reference data, which lie beside the repository where they were given.</summary>
internal static class ReferenceCases
{
    /// <summary>The file; skips the running test where there is none.</summary>
    public static string Path(string name = "crop-boxes.json")
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = System.IO.Path.Combine(folder.FullName, "shared", "data", name);
            if (File.Exists(path)) return path;
        }

        Assert.Skip($"There is no shared/data/{name} beside the repository.");
        return "";
    }
}
