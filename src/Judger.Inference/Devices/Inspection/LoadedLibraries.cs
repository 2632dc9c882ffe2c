using System.Runtime.InteropServices;

namespace Judger.Inference.Devices.Inspection;

/// <summary>Loads libraries as the dynamic linker finds them, and says from which files.</summary>
internal static class LoadedLibraries
{
    private const string Maps = "/proc/self/maps";
    private const string Suffix = ".so.";

    /// <summary>
    /// Whether a library can be loaded, which alone says that it and all it needs are there. It stays loaded: CUDA's libraries do not like to be unloaded.
    /// </summary>
    public static bool TryLoad(string name, out string? path)
    {
        var isFound = NativeLibrary.TryLoad(name, out _);
        path = isFound ? PathOf(name) : null;
        return isFound;
    }

    /// <summary>The file of a library that this process has loaded; null where it is not loaded or the system does not say.</summary>
    public static string? PathOf(string name)
    {
        try
        {
            return Find(File.ReadLines(Maps), name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Finds a library in the lines of /proc/self/maps.</summary>
    internal static string? Find(IEnumerable<string> lines, string name)
    {
        var paths = lines
            .Select(line => line.IndexOf('/', StringComparison.Ordinal) is >= 0 and var at ? line[at..] : "")
            .Where(path => path.Length > 0)
            .Distinct()
            .ToList();

        // What is loaded is often a link to a file with a longer version: libcudart.so.13 to libcudart.so.13.0.96, but libcuda.so.1 to libcuda.so.580.95.05.
        var family = name.IndexOf(Suffix, StringComparison.Ordinal) is > 0 and var end ? name[..(end + Suffix.Length)] : name;
        return paths.Find(path => Path.GetFileName(path) == name)
            ?? paths.Find(path => Path.GetFileName(path).StartsWith(name + ".", StringComparison.Ordinal))
            ?? paths.Find(path => Path.GetFileName(path).StartsWith(family, StringComparison.Ordinal));
    }
}
