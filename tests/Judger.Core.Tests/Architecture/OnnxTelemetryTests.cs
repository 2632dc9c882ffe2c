namespace Judger.Core.Tests.Architecture;

/// <summary>
/// Whoever loads ONNX Runtime switches its telemetry off first: Judger.Inference by itself, tests that use the library directly by a shared file.
/// </summary>
public sealed class OnnxTelemetryTests
{
    private const string Library = "using Microsoft.ML.OnnxRuntime;";
    private const string Fixtures = "Judger.Export.Tests/Fixtures/*.cs";
    private const string Owner = "Judger.Export.Tests";

    [Fact]
    public void Tests_that_use_the_library_have_the_file_that_switches_it_off()
    {
        var tests = Path.Combine(Repository.Root.FullName, "tests");
        var users = Directory.EnumerateFiles(tests, "*.csproj", SearchOption.AllDirectories).Where(UsesLibrary).ToList();

        Assert.True(File.Exists(Path.Combine(tests, Owner, "Fixtures", "OnnxTelemetryOff.cs")));
        Assert.Contains(users, project => Path.GetFileNameWithoutExtension(project) == Owner);
        Assert.All(users.Where(project => Path.GetFileNameWithoutExtension(project) != Owner), project => Assert.Contains(Fixtures, File.ReadAllText(project)));
    }

    [Fact]
    public void No_project_of_the_product_uses_the_library_before_it_is_switched_off()
    {
        var users = Directory.EnumerateFiles(Path.Combine(Repository.Root.FullName, "src"), "*.csproj", SearchOption.AllDirectories).Where(UsesLibrary);

        // Judger.Inference switches it off when it is loaded; what else opens sessions takes their options from there.
        Assert.All(users.Where(project => Path.GetFileNameWithoutExtension(project) != "Judger.Inference"), project => Assert.All(
            Directory.EnumerateFiles(Path.GetDirectoryName(project)!, "*.cs", SearchOption.AllDirectories).Where(UsesLibraryIn),
            file => Assert.Contains("OnnxSessions.CreateOptions", File.ReadAllText(file))));
    }

    private static bool UsesLibrary(string project) =>
        Directory.EnumerateFiles(Path.GetDirectoryName(project)!, "*.cs", SearchOption.AllDirectories).Any(UsesLibraryIn);

    private static bool UsesLibraryIn(string file) =>
        File.ReadLines(file).TakeWhile(line => !line.StartsWith("namespace ", StringComparison.Ordinal)).Contains(Library);
}
