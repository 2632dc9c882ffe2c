using System.Text.Json;
using Judger.Core.Prompts;
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
        SafetensorsFile.Write(Path.Combine(folder, WeightsFile), Tensors(model, values), asHalf: true, new Dictionary<string, string> { ["format"] = "pt" });
        File.WriteAllBytes(Path.Combine(folder, "tokenizer.model"), tokenizer.Model);
        WriteJson("config.json", Config(model.Geometry));
        WriteJson("preprocessor_config.json", Preprocessor(model.Geometry));
        WriteJson("judger.json", new { name = "judger-tiny", profile = PromptProfiles.Tiny.Name, attention_layer = model.Geometry.AttentionLayer, crop_window = model.Geometry.ImageSize });

        void WriteJson(string name, object content) => File.WriteAllText(Path.Combine(folder, name), JsonSerializer.Serialize(content, Json) + "\n");
    }

    /// <summary>Replaces the model's parameters by a checkpoint's. The dense head, which no checkpoint holds, stays.</summary>
    public static void Read(string folder, LlavaModel model)
    {
        var (tensors, _) = SafetensorsFile.Read(Path.Combine(folder, WeightsFile));
        var values = model.Parameters.Read();
        var offset = 0;
        foreach (var unit in model.Parameters.Layout.Units)
        {
            foreach (var name in unit.Tensors)
            {
                if (unit.Group != ParameterGroup.DenseHead)
                {
                    if (!tensors.TryGetValue(name, out var tensor) || tensor.Length != Padded(name, unit.TensorShape, model.Geometry).Aggregate(1L, (size, dimension) => size * dimension))
                        throw new TrainingException($"{folder}: tensor {name} is missing or has another size than this geometry; export the checkpoint again.");
                    tensor.AsSpan(0, (int)unit.TensorSize).CopyTo(values.AsSpan(offset));
                }

                offset += (int)unit.TensorSize;
            }
        }

        model.Parameters.Write(values);
    }

    private static IEnumerable<(string Name, long[] Shape, float[] Values)> Tensors(LlavaModel model, float[] values)
    {
        var offset = 0;
        foreach (var unit in model.Parameters.Layout.Units)
        {
            foreach (var name in unit.Tensors)
            {
                if (unit.Group != ParameterGroup.DenseHead) yield return Pad(name, unit.TensorShape, values.AsSpan(offset, (int)unit.TensorSize), model.Geometry);
                offset += (int)unit.TensorSize;
            }
        }

        // Loaders expect CLIP's last norm, although LLaVA's features are taken before it.
        var width = model.Geometry.VisionHidden;
        yield return (ParameterLayout.VisionPrefix + "post_layernorm.weight", [width], Enumerable.Repeat(1f, width).ToArray());
        yield return (ParameterLayout.VisionPrefix + "post_layernorm.bias", [width], new float[width]);
    }

    private static int PaddedVocabulary(ModelGeometry g) => (g.Vocabulary + VocabularyMultiple) / VocabularyMultiple * VocabularyMultiple;

    private static long[] Padded(string name, long[] shape, ModelGeometry g) =>
        name is ParameterLayout.Embeddings or ParameterLayout.Head ? [PaddedVocabulary(g), .. shape[1..]] : shape;

    /// <summary>Padding rows repeat the unknown token's: it is never an answer, so neither are they.</summary>
    private static (string Name, long[] Shape, float[] Values) Pad(string name, long[] shape, ReadOnlySpan<float> values, ModelGeometry g)
    {
        var padded = Padded(name, shape, g);
        var row = values.Length / (int)shape[0];
        var result = new float[padded[0] * row];
        values.CopyTo(result);
        for (var at = values.Length; at < result.Length; at += row) values[..row].CopyTo(result.AsSpan(at));
        return (name, padded, result);
    }

    private static object Config(ModelGeometry g) => new
    {
        architectures = new[] { "LlavaForConditionalGeneration" },
        model_type = "llava",
        image_token_index = g.Vocabulary,
        image_seq_length = g.Patches,
        vision_feature_layer = -1,
        vision_feature_select_strategy = "default",
        projector_hidden_act = "gelu",
        tie_word_embeddings = false,
        torch_dtype = "float16",
        vision_config = new
        {
            model_type = "clip_vision_model",
            hidden_size = g.VisionHidden,
            intermediate_size = g.VisionIntermediate,
            num_hidden_layers = g.VisionLayers,
            num_attention_heads = g.VisionHeads,
            image_size = g.ImageSize,
            patch_size = g.PatchSize,
            hidden_act = "quick_gelu",
            layer_norm_eps = g.NormEpsilon,
        },
        text_config = new
        {
            model_type = "llama",
            hidden_size = g.Hidden,
            intermediate_size = g.Intermediate,
            num_hidden_layers = g.Layers,
            num_attention_heads = g.Heads,
            num_key_value_heads = g.KeyValueHeads,
            hidden_act = "silu",
            rms_norm_eps = g.NormEpsilon,
            rope_theta = g.RopeTheta,
            vocab_size = PaddedVocabulary(g),
            max_position_embeddings = g.MaxPositions,
            bos_token_id = PromptTokenizer.BeginOfSequence,
            eos_token_id = PromptTokenizer.EndOfSequence,
            tie_word_embeddings = false,
        },
    };

    private static object Preprocessor(ModelGeometry g) => new
    {
        image_processor_type = "CLIPImageProcessor",
        do_resize = true,
        size = new { shortest_edge = g.ImageSize },
        resample = 3,
        do_center_crop = true,
        crop_size = new { height = g.ImageSize, width = g.ImageSize },
        do_rescale = true,
        rescale_factor = 1 / 255.0,
        do_normalize = true,
        image_mean = new[] { 0.48145466, 0.4578275, 0.40821073 },
        image_std = new[] { 0.26862954, 0.26130258, 0.27577711 },
        do_convert_rgb = true,
    };
}
