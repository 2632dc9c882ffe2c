using Judger.TinyModel;

namespace Judger.Cli.Tests.Support;

/// <summary>The model that ships with the tool.</summary>
internal static class EmbeddedModelFolder
{
    /// <summary>Skips the running test where the tool was built without its model.</summary>
    public static void Require() =>
        Assert.SkipUnless(File.Exists(Path.Combine(EmbeddedModel.Folder, "judger-model.json")), "The tool was built without its embedded model.");

    /// <summary>A copy of the model folder that a test may damage.</summary>
    public static string CopyTo(string folder)
    {
        Require();
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(EmbeddedModel.Folder)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return folder;
    }
}
