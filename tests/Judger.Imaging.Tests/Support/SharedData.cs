namespace Judger.Imaging.Tests.Support;

/// <summary>Sample data that lies beside the repository, where it was given.</summary>
internal static class SharedData
{
    /// <summary>The sample images; skips the running test where there are none.</summary>
    public static string[] Images()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var images = Path.Combine(folder.FullName, "shared", "data", "images");
            if (Directory.Exists(images)) return Directory.GetFiles(images);
        }

        Assert.Skip("There is no folder shared/data/images beside the repository.");
        return [];
    }
}
