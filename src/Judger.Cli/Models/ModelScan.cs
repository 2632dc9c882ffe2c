using Judger.Cli.Commands;
using Judger.Cli.Files;
using Judger.Inference.Manifest;

namespace Judger.Cli.Models;

/// <summary>Finds model folders: those that hold a manifest, at most three levels below the folders that are named.</summary>
internal static class ModelScan
{
    /// <summary>Most folders that are looked into.</summary>
    public const int MostFolders = 10_000;

    private const int Depth = 3;

    /// <summary>The model folders in the order of their paths, each once.</summary>
    /// <exception cref="CliException">A folder that is named does not exist or cannot be read, or there are too many below it.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string> roots)
    {
        var found = new List<string>();
        foreach (var root in roots)
        {
            if (!Directory.Exists(root)) throw new CliException($"{root} is not a folder; give a folder that holds model folders, or a model folder itself.");
            found.AddRange(Below(root));
        }

        return [.. found.DistinctBy(Path.GetFullPath, StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Below(string root)
    {
        var (level, seen) = (new List<string> { root }, 1);
        var models = new List<string>();
        for (var depth = 0; depth <= Depth && level.Count > 0; depth++)
        {
            models.AddRange(level.Where(IsModel));
            var next = new List<string>();
            if (depth < Depth)
            {
                foreach (var folder in level.Where(folder => !IsModel(folder)))
                {
                    next.AddRange(Children(folder, isNamed: depth == 0));
                    if (seen + next.Count > MostFolders)
                        throw new CliException($"{root} holds more than {MostFolders} folders; name one with fewer, such as what judger export writes to.");
                }
            }

            seen += next.Count;
            level = next;
        }

        return models.Order(StringComparer.Ordinal);
    }

    private static bool IsModel(string folder) => File.Exists(Path.Combine(folder, ModelFileNames.Manifest));

    private static string[] Children(string folder, bool isNamed)
    {
        try
        {
            return Directory.GetDirectories(folder);
        }
        catch (Exception exception) when (FileError.Is(exception))
        {
            // What somebody else keeps below the folder is not asked for.
            return isNamed ? throw new CliException($"{folder} cannot be read; {FileError.Reason(exception)}.", exception) : [];
        }
    }
}
