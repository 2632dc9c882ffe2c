namespace Judger.Core.Tests.Architecture;

/// <summary>Which project may refer to which, and to which packages: the house of the design, as a table.</summary>
internal static class Arrows
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Judger.Abstractions"] = [],
        ["Judger.Protocol"] = ["Judger.Abstractions"],
        ["Judger.Core"] = ["Judger.Abstractions"],
        ["Judger.Imaging"] = ["Judger.Core"],
        ["Judger.Inference"] = ["Judger.Core", "Judger.Imaging"],
        ["Judger.Export"] = ["Judger.Inference"],
        ["Judger.Experts"] = ["Judger.Core"],
        ["Judger.Grains"] = ["Judger.Abstractions", "Judger.Core", "Judger.Inference", "Judger.Experts"],
        ["Judger.Server"] = ["Judger.Grains", "Judger.Protocol", "Judger.Client", "Judger.TinyModel"],
        ["Judger.Client"] = ["Judger.Abstractions", "Judger.Protocol"],
        ["Judger.Cli"] = ["Judger.Client", "Judger.Server", "Judger.Export", "Judger.TinyModel"],
        ["Judger.TinyModel"] = ["Judger.Imaging"],
        ["Judger.Training"] = ["Judger.TinyModel", "Judger.Export"],
    };

    /// <summary>Projects that take these packages and no others.</summary>
    private static readonly Dictionary<string, string[]> OnlyPackages = new()
    {
        ["Judger.Abstractions"] = ["Microsoft.Orleans.Sdk"],
        ["Judger.Protocol"] = [],
        ["Judger.Core"] = [],
    };

    /// <summary>Packages, by the beginning of their names, that only these projects take.</summary>
    private static readonly (string Package, string[] Projects)[] OnlyProjects =
    [
        ("Microsoft.Orleans.", ["Judger.Grains", "Judger.Server", "Judger.Client"]),
        ("Microsoft.ML.OnnxRuntime", ["Judger.Inference"]),
        ("Grpc.Tools", ["Judger.Export"]),
        ("TorchSharp", ["Judger.Training"]),
        ("libtorch", ["Judger.Training"]),
    ];

    /// <summary>The projects of the table.</summary>
    public static IReadOnlyCollection<string> Projects => Allowed.Keys;

    /// <summary>Every arrow of the project that the table does not have, in words; empty when it keeps to the table.</summary>
    public static IEnumerable<string> Violations(ProjectFile project)
    {
        if (!Allowed.TryGetValue(project.Name, out var allowed))
        {
            yield return $"{project.Name} is not in the table: give it its arrows.";
            yield break;
        }

        foreach (var target in project.Projects.Except(allowed))
            yield return $"{project.Name} may not refer to {target}.";
        foreach (var package in project.Packages.Where(package => !MayTake(project.Name, package)))
            yield return $"{project.Name} may not take the package {package}.";
        if (project.HasProtobuf && project.Name != "Judger.Export")
            yield return $"{project.Name} may not compile the ONNX schema; only Judger.Export knows it.";
    }

    private static bool MayTake(string project, string package) =>
        OnlyPackages.TryGetValue(project, out var only)
            ? only.Contains(package)
            : OnlyProjects.All(rule => !package.StartsWith(rule.Package, StringComparison.OrdinalIgnoreCase) || rule.Projects.Contains(project));
}
