namespace Judger.Inference.Tests;

/// <summary>Reference data that lies beside the repository and is not part of it.</summary>
internal static class SharedData
{
    /// <summary>The path of a file of <c>shared/data</c>, or null where it is missing.</summary>
    public static string? Find(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", name);
            if (File.Exists(path)) return path;
        }

        return null;
    }
}
