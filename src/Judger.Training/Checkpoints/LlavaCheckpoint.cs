using System.Text.Json;
using System.Text.Json.Nodes;
using Judger.Core.Prompts;
using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Manifest;
using Judger.TinyModel;
using Judger.Training.Model;
using Judger.Training.Tokenizers;

namespace Judger.Training.Checkpoints;

/// <summary>Writes and reads a model in Hugging Face's LLaVA layout.</summary>
internal static class LlavaCheckpoint
{
    private const string WeightsFile = "model.safetensors";

    // The embedding table is padded past the tokenizer's pieces, as LLaVA-1.5's is, because loaders embed the image token's id before they replace it.
    private const int VocabularyMultiple = 64;

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Writes config.json, preprocessor_config.json, tokenizer.model, model.safetensors (float16) and judger.json into a folder.</summary>
    public static void Write(string folder, LlavaModel model, PromptTokenizer tokenizer)
    {
        Directory.CreateDirectory(folder);
        var values = model.Parameters.Read();
        SafetensorsFile.Write(Path.Combine(folder, WeightsFile), [.. Tensors(model, values)], new Dictionary<string, string> { ["format"] = "pt" });
        File.WriteAllBytes(Path.Combine(folder, "tokenizer.model"), tokenizer.Model);
        var (config, image) = (ConfigOf(model.Geometry), new ImagePreprocessing { Size = model.Geometry.ImageSize });
        WriteJson("config.json", config.HuggingFace());
        WriteJson("preprocessor_config.json", config.Preprocessor(image.Mean, image.Std));
        WriteJson("judger.json", new()
        {
            ["name"] = "judger-tiny",
            ["scope"] = EmbeddedModel.Scope,
            ["profile"] = PromptProfiles.Tiny.Name,
            ["attention_layer"] = model.Geometry.AttentionLayer,
            ["crop_window"] = model.Geometry.ImageSize,
        });

        void WriteJson(string name, JsonObject content) => File.WriteAllText(Path.Combine(folder, name), content.ToJsonString(Json) + "\n");
    }

    /// <summary>Replaces the model's parameters by a checkpoint's. The dense head, which no checkpoint holds, stays.</summary>
    public static void Read(string folder, LlavaModel model)
    {
        var (tensors, _) = SavedTensors.Read(Path.Combine(folder, WeightsFile));
        var values = model.Parameters.Read();
        var offset = 0;
        foreach (var unit in model.Parameters.Layout.Units)
        {
            foreach (var name in unit.Tensors)
            {
                if (unit.Group != ParameterGroup.DenseHead)
                {
                    if (!tensors.TryGetValue(name, out var tensor)
                        || tensor.Length != Padded(name, unit.TensorShape, model.Geometry).Aggregate(1L, (size, dimension) => size * dimension))
                        throw new TrainingException($"{folder}: tensor {name} is missing or has another size than this geometry; export the checkpoint again.");
                    tensor.AsSpan(0, (int)unit.TensorSize).CopyTo(values.AsSpan(offset));
                }

                offset += (int)unit.TensorSize;
            }
        }

        model.Parameters.Write(values);
    }

    private static IEnumerable<SafetensorsPart> Tensors(LlavaModel model, float[] values)
    {
        var offset = 0;
        foreach (var unit in model.Parameters.Layout.Units)
        {
            foreach (var name in unit.Tensors)
            {
                if (unit.Group != ParameterGroup.DenseHead)
                    yield return Pad(name, unit.TensorShape, values.AsSpan(offset, (int)unit.TensorSize), model.Geometry);
                offset += (int)unit.TensorSize;
            }
        }

        // Loaders expect CLIP's last norm, although LLaVA's features are taken before it.
        var width = model.Geometry.VisionHidden;
        yield return Part(ParameterLayout.VisionPrefix + "post_layernorm.weight", [width], [.. Enumerable.Repeat(1f, width)]);
        yield return Part(ParameterLayout.VisionPrefix + "post_layernorm.bias", [width], new float[width]);
    }

    private static int PaddedVocabulary(ModelGeometry g) => (g.Vocabulary + VocabularyMultiple) / VocabularyMultiple * VocabularyMultiple;

    private static long[] Padded(string name, long[] shape, ModelGeometry g) =>
        name is ParameterLayout.Embeddings or ParameterLayout.Head ? [PaddedVocabulary(g), .. shape[1..]] : shape;

    /// <summary>Padding rows repeat the unknown token's: it is never an answer, so neither are they.</summary>
    private static SafetensorsPart Pad(string name, long[] shape, ReadOnlySpan<float> values, ModelGeometry g)
    {
        var padded = Padded(name, shape, g);
        var row = values.Length / (int)shape[0];
        var result = new float[padded[0] * row];
        values.CopyTo(result);
        for (var at = values.Length; at < result.Length; at += row) values[..row].CopyTo(result.AsSpan(at));
        return Part(name, padded, result);
    }

    private static SafetensorsPart Part(string name, long[] shape, float[] values) => SafetensorsPart.Of(name, shape, values, WeightType.Float16);

    private static LlavaConfigFile ConfigOf(ModelGeometry g) => new(
        new()
        {
            Hidden = g.Hidden,
            Intermediate = g.Intermediate,
            Layers = g.Layers,
            Heads = g.Heads,
            KeyValueHeads = g.KeyValueHeads,
            HeadSize = g.HeadSize,
            Vocabulary = PaddedVocabulary(g),
            Context = g.MaxPositions,
            NormEpsilon = g.NormEpsilon,
            RopeTheta = g.RopeTheta,
            TiedEmbeddings = false,
            BeginOfSequence = PromptTokenizer.BeginOfSequence,
            EndOfSequence = PromptTokenizer.EndOfSequence,
        },
        new(g.VisionHidden, g.VisionIntermediate, g.VisionHeads, g.VisionLayers, g.ImageSize, g.PatchSize, g.VisionNormEpsilon, g.QuickGelu),
        g.VisionLayers,
        FeatureLayer: -1,
        ImageToken: g.Vocabulary,
        WeightType.Float16);
}
