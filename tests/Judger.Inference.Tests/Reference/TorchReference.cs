using System.Runtime.InteropServices;
using System.Text.Json;
using Judger.Core.Prompts;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Contract;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;
using Judger.Testing;

namespace Judger.Inference.Tests.Reference;

/// <summary>
/// The forward pass of <c>llava_reference.py</c>, which knows neither the exporter nor the engine, on a checkpoint. It is given what the engine's own
/// preprocessing and tokenizer make of a request: those are compared with Pillow and SentencePiece elsewhere.
/// </summary>
internal static class TorchReference
{
    private static readonly Python Python = new("torch", "python3-torch and python3-numpy");
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Skips the running test where there is no PyTorch.</summary>
    public static void Require() => Python.Require();

    /// <summary>Answers requests one after another.</summary>
    public static IEnumerable<TorchAnswer> Answer(string checkpoint, string modelFolder, IReadOnlyList<GenerationRequest> requests)
    {
        using var folder = new TemporaryFolder();
        var model = ModelFolder.Open(modelFolder);
        var tokenizer = SentencePieceTokenizer.Load(model.PathOf(ModelFileNames.Tokenizer));
        var jobs = requests.Select((request, i) => new
        {
            Prompt = Lay(request, model.Manifest, tokenizer, folder.PathOf($"{i}-")),
            request.MaxNewTokens,
            model.Manifest.AttentionLayer,
            Logits = folder.PathOf($"{i}.logits"),
        }).ToArray();
        var script = Path.Combine(AppContext.BaseDirectory, "Reference", "llava_reference.py");
        var output = Python.Run([script, checkpoint], string.Join('\n', jobs.Select(job => JsonSerializer.Serialize(job, Json))));
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(jobs.Length, lines.Length);
        foreach (var (job, line) in jobs.Zip(lines))
        {
            var logits = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(job.Logits)).ToArray().Chunk(model.Manifest.Decoder.Vocabulary);
            yield return JsonSerializer.Deserialize<TorchAnswer>(line, Json)! with { Logits = [.. logits] };
        }
    }

    // The beginning of sequence first, each run of text encoded on its own, each image as a file of pixels.
    private static List<object> Lay(GenerationRequest request, ModelManifest manifest, SentencePieceTokenizer tokenizer, string files)
    {
        var parts = new List<object> { new[] { manifest.Tokens.BeginOfSequence } };
        var images = new Queue<ImageInput>(request.Images);
        var pixels = new float[manifest.Image.TensorLength];
        foreach (var part in request.Prompt.Parts)
        {
            if (part is PromptPart.Text text)
            {
                parts.Add(tokenizer.Encode(text.Value));
                continue;
            }

            var image = images.Dequeue();
            var path = $"{files}{parts.Count}.pixels";
            manifest.Image.WriteTensor(image.Pixels, image.Region, pixels);
            File.WriteAllBytes(path, MemoryMarshal.AsBytes<float>(pixels));
            parts.Add(path);
        }

        return parts;
    }
}
