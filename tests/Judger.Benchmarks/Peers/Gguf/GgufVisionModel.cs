using System.Text.Json.Nodes;
using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;

namespace Judger.Benchmarks.Peers.Gguf;

/// <summary>
/// The image encoder and projector of a LLaVA checkpoint as llama.cpp reads them. It computes two things differently from the checkpoint
/// (tools/mtmd/models/llava.cpp). It puts the class token behind the patches where CLIP has it before them: the rows of the position table are moved to match.
/// It leaves out the last of the layers that the file names: the file names one more. One difference remains: it takes the features from the second place on,
/// which are those of all patches but the first, and that of the class token.
/// </summary>
internal static class GgufVisionModel
{
    private const string Architecture = "clip";

    /// <summary>Writes the encoder; its matrices in the number format, all else in single precision.</summary>
    public static void Write(string checkpoint, GgufType type, string path)
    {
        using var source = Checkpoint.Open(checkpoint);
        var (config, names) = (LlavaConfig.Read(source.Config), LlavaTensorNames.Detect(source.Tensors));
        var vision = config.Vision;
        if (!vision.QuickGelu || vision.SeveralLayers is not null || vision.UsedLayers == vision.AllLayers)
            throw new NotSupportedException("llama.cpp is given CLIP with quick_gelu and the feature of one layer before the last.");
        var file = new GgufWriter();
        Describe(file, config, checkpoint);
        var embeddings = names.Vision + "embeddings.";
        Add("v.class_embd", embeddings + "class_embedding", GgufType.Float32);
        Add("v.patch_embd.weight", embeddings + "patch_embedding.weight", GgufType.Float32);
        Add("v.position_embd.weight", embeddings + "position_embedding.weight", GgufType.Float32, row => row < vision.Patches ? row + 1 : 0);
        Both("v.pre_ln", names.Vision + "pre_layrnorm", GgufType.Float32);
        for (var layer = 0; layer <= vision.UsedLayers; layer++)
        {
            var (to, from) = ($"v.blk.{layer}.", $"{names.Vision}encoder.layers.{layer}.");
            Both(to + "ln1", from + "layer_norm1", GgufType.Float32);
            Both(to + "ln2", from + "layer_norm2", GgufType.Float32);
            Both(to + "attn_q", from + "self_attn.q_proj", type);
            Both(to + "attn_k", from + "self_attn.k_proj", type);
            Both(to + "attn_v", from + "self_attn.v_proj", type);
            Both(to + "attn_out", from + "self_attn.out_proj", type);
            Both(to + "ffn_up", from + "mlp.fc1", type);
            Both(to + "ffn_down", from + "mlp.fc2", type);
        }

        Both("mm.0", names.ProjectorFirst, type);
        Both("mm.2", names.ProjectorSecond, type);
        file.Write(path);

        void Both(string name, string from, GgufType format)
        {
            Add(name + ".weight", from + ".weight", format);
            Add(name + ".bias", from + ".bias", GgufType.Float32);
        }

        void Add(string name, string from, GgufType format, Func<long, long>? place = null) =>
            GgufTensor.Add(file, name, source.Tensors[from], format, place);
    }

    private static void Describe(GgufWriter file, LlavaConfig config, string checkpoint)
    {
        var vision = config.Vision;
        var preprocessor = JsonNode.Parse(File.ReadAllText(Path.Combine(checkpoint, "preprocessor_config.json")))!;
        file.Add("general.architecture", Architecture);
        file.Add("general.name", "random");
        file.Add($"{Architecture}.has_vision_encoder", true);
        file.Add($"{Architecture}.projector_type", "mlp");
        file.Add($"{Architecture}.use_gelu", false);
        Add("image_size", vision.ImageSize);
        Add("patch_size", vision.PatchSize);
        Add("embedding_length", vision.Hidden);
        Add("feed_forward_length", vision.Intermediate);
        Add("projection_dim", config.Text.Hidden);
        Add("block_count", vision.UsedLayers + 1);
        Add("attention.head_count", vision.Heads);
        file.Add($"{Architecture}.vision.attention.layer_norm_epsilon", (float)vision.NormEpsilon);
        file.Add($"{Architecture}.vision.image_mean", Colors("image_mean"));
        file.Add($"{Architecture}.vision.image_std", Colors("image_std"));

        void Add(string key, int value) => file.Add($"{Architecture}.vision.{key}", value);

        float[] Colors(string name) => [.. preprocessor[name]!.AsArray().Select(value => value!.GetValue<float>())];
    }
}
