using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Judger.Training.Tests;

/// <summary>Google's SentencePiece by its Python module: what any loader of the checkpoint would encode with.</summary>
internal static class SentencePiece
{
    private const string Script = """
        import json, sys, sentencepiece
        processor = sentencepiece.SentencePieceProcessor(model_file=sys.argv[1])
        texts = json.load(open(sys.argv[2], encoding="utf-8"))
        json.dump([processor.encode(text) for text in texts], open(sys.argv[3], "w"))
        """;

    // The distribution's interpreter first: others on the path seldom have the module.
    private static readonly Lazy<string?> Interpreter = new(() =>
        new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(python => Start(python, ["-c", "import sentencepiece"]) is { ExitCode: 0 }));

    /// <summary>The ids of each text; skips the running test where the module is missing.</summary>
    public static int[][] Encode(byte[] model, IReadOnlyList<string> texts)
    {
        Assert.SkipWhen(Interpreter.Value is null, "No python3 with sentencepiece was found; install python3-sentencepiece.");
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.At("tokenizer.model"), model);
        File.WriteAllText(folder.At("texts.json"), JsonSerializer.Serialize(texts));
        var result = Start(Interpreter.Value!, ["-c", Script, folder.At("tokenizer.model"), folder.At("texts.json"), folder.At("ids.json")]);
        Assert.True(result is { ExitCode: 0 }, result?.Error);
        return JsonSerializer.Deserialize<int[][]>(File.ReadAllText(folder.At("ids.json")))!;
    }

    private static (int ExitCode, string Error)? Start(string python, string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, error);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
