using Judger.Cli.Commands;

namespace Judger.Cli.Evaluation.Benchmarks;

/// <summary>The folder in which a benchmark's images lie.</summary>
internal sealed class ImageFolder
{
    private static readonly string[] Endings = [".jpg", ".png", ".jpeg", ".webp"];

    private readonly string _folder;

    /// <exception cref="CliException">There is no such folder.</exception>
    public ImageFolder(string folder)
    {
        if (!Directory.Exists(folder)) throw new CliException($"The folder of images {folder} does not exist; check --images.");
        _folder = folder;
    }

    /// <summary>The file of the first name that there is, or null. A name that no file can have, such as one with a NUL, is one that there is not.</summary>
    public FileInfo? Find(IEnumerable<string> names) => names
        .SelectMany(name => HasEnding(name) ? [name] : Endings.Select(ending => name + ending))
        .Select(name => Path.Combine(_folder, name))
        .Where(File.Exists)
        .Select(path => new FileInfo(path))
        .FirstOrDefault();

    /// <summary>Where the image was looked for first.</summary>
    public string Expected(IReadOnlyList<string> names) => Path.Combine(_folder, HasEnding(names[0]) ? names[0] : names[0] + Endings[0]);

    private static bool HasEnding(string name) => Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
