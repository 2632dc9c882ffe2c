using System.Text.Json.Nodes;
using Judger.Export.Families.Llava;
using Judger.Inference.Manifest;

namespace Judger.Export.Synthetic;

/// <summary>The files of a checkpoint beside its tensors.</summary>
internal static class CheckpointConfig
{
    // CLIP's own would not show whether a reader reads them.
    private static readonly float[] Mean = [0.5f, 0.4f, 0.3f];
    private static readonly float[] Std = [0.25f, 0.26f, 0.27f];

    public static void Write(string folder, SyntheticGeometry geometry, string judgerJson, byte[] tokenizer)
    {
        Directory.CreateDirectory(folder);
        var file = FileOf(geometry);
        WriteJson("config.json", geometry.Naming == TensorNaming.Original ? file.Original() : file.HuggingFace());
        WriteJson("preprocessor_config.json", file.Preprocessor(Mean, Std));
        File.WriteAllText(Path.Combine(folder, "judger.json"), judgerJson);
        File.WriteAllBytes(Path.Combine(folder, ModelFileNames.Tokenizer), tokenizer);

        void WriteJson(string name, JsonObject content) => File.WriteAllText(Path.Combine(folder, name), content.ToJsonString());
    }

    /// <summary>The configuration of a geometry.</summary>
    public static LlavaConfigFile FileOf(SyntheticGeometry g) => new(
        new()
        {
            Hidden = g.Hidden,
            Intermediate = g.Intermediate,
            Layers = g.Layers,
            Heads = g.Heads,
            KeyValueHeads = g.KeyValueHeads,
            HeadSize = g.HeadSize,
            Vocabulary = g.Vocabulary,
            Context = g.Context,
            NormEpsilon = 1e-5,
            RopeTheta = g.RopeTheta,
            TiedEmbeddings = g.Tied,
            BeginOfSequence = 1,
            EndOfSequence = 2,
        },
        new(g.VisionHidden, g.VisionIntermediate, g.VisionHeads, g.VisionLayers, g.ImageSize, g.PatchSize, 1e-5, g.VisionActivation == "quick_gelu")
        {
            AllLayers = g.VisionLayers,
        },
        g.VisionLayers,
        g.FeatureLayer,
        ImageToken: g.Vocabulary - 1,
        g.Type);
}
