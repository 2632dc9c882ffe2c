namespace Judger.Cli.Tests.Support;

/// <summary>The boxes that the reference code gave, which lie beside the repository where they were given.</summary>
internal static class ReferenceCases
{
    /// <summary>The file; skips the running test where there is none.</summary>
    public static string Path()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = System.IO.Path.Combine(folder.FullName, "shared", "data", "crop-boxes.json");
            if (File.Exists(path)) return path;
        }

        Assert.Skip("There is no shared/data/crop-boxes.json beside the repository.");
        return "";
    }
}
