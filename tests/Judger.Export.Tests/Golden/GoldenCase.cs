using System.Text.Json;
using Judger.Export.Probing;
using Judger.Imaging.Decoders;
using Judger.Inference.Contract;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;

namespace Judger.Export.Tests.Golden;

/// <summary>A case of a family's vectors, as an engine is asked it.</summary>
internal static class GoldenCase
{
    /// <summary>What the engine of a family's model is asked.</summary>
    public static GenerationRequest Request(string family, int number, ModelPrecision precision)
    {
        var probe = ProbeCase.Read(GoldenFolder.Require($"{family}/cases/{number:D2}.json"));
        var folder = ModelFolder.Open(GoldenFolder.Model(family, precision));
        return new()
        {
            Prompt = ProbePrompt.Read(probe, TokenizerKinds.Load(folder), folder.Manifest),
            Images = [.. probe.Images.Select(name => Open(probe, name))],
            MaxNewTokens = probe.MaxNewTokens,
            CaptureAttention = true,
            CaptureLogits = true,
        };
    }

    /// <summary>The answer of a case's file as transformers gave it.</summary>
    public static string Text(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return document.RootElement.GetProperty("text").GetString()!;
    }

    private static ImageInput Open(ProbeCase probe, string name)
    {
        var pixels = ImageDecoder.Decode(File.ReadAllBytes(Path.Combine(probe.Folder, name)));
        return new(name, pixels, PixelBox.Whole(pixels.Size));
    }
}
