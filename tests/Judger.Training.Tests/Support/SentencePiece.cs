using System.Text.Json;
using Judger.Testing;

namespace Judger.Training.Tests.Support;

/// <summary>Google's SentencePiece by its Python module: what any loader of the checkpoint would encode with.</summary>
internal static class SentencePiece
{
    private const string Script = """
        import json, sys, sentencepiece
        processor = sentencepiece.SentencePieceProcessor(model_file=sys.argv[1])
        json.dump([processor.encode(text) for text in json.load(sys.stdin)], sys.stdout)
        """;

    private static readonly Python Python = new("sentencepiece", "python3-sentencepiece");

    /// <summary>The ids of each text; skips the running test where the module is missing.</summary>
    public static int[][] Encode(byte[] model, IReadOnlyList<string> texts)
    {
        Python.Require();
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.At("tokenizer.model"), model);

        // In ASCII, escaped: an input whose encoding does not depend on the locale.
        return JsonSerializer.Deserialize<int[][]>(Python.Run(["-c", Script, folder.At("tokenizer.model")], JsonSerializer.Serialize(texts)))!;
    }
}
