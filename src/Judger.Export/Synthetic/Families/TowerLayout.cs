using Judger.Export.Families.InternVl;
using Judger.Export.Families.Llava;
using Judger.Export.Families.LlavaOneVision;
using Judger.Export.Families.Qwen25Vl;
using Judger.Export.Families.Qwen3Vl;

namespace Judger.Export.Synthetic.Families;

/// <summary>The tensors of vision towers. All layers of a tower are there, also those behind the one whose output is the feature.</summary>
/// <param name="list">Where to.</param>
/// <param name="prefix">Begins the names of the tower's tensors.</param>
internal sealed class TowerLayout(TensorList list, string prefix)
{
    /// <summary>Adds CLIP.</summary>
    public void AddClip(ClipConfig vision)
    {
        list.Add(prefix + "embeddings.class_embedding", 1, vision.Hidden);
        AddPatches("embeddings.patch_embedding", vision.Hidden, vision.PatchSize, hasBias: false);
        list.Add(prefix + "embeddings.position_embedding.weight", 1, vision.Patches + 1, vision.Hidden);
        list.AddNorm(prefix + "pre_layrnorm", vision.Hidden);
        AddEncoder(vision.Hidden, vision.Intermediate, vision.AllLayers);
    }

    /// <summary>Adds SigLIP.</summary>
    public void AddSiglip(SiglipConfig vision)
    {
        AddPatches("embeddings.patch_embedding", vision.Hidden, vision.PatchSize, hasBias: true);
        list.Add(prefix + "embeddings.position_embedding.weight", 1, vision.Patches, vision.Hidden);
        AddEncoder(vision.Hidden, vision.Intermediate, vision.AllLayers);
    }

    /// <summary>Adds InternViT.</summary>
    public void AddInternVit(InternVitConfig vision, InternVitNames names)
    {
        var width = vision.Hidden;
        list.Add(prefix + names.ClassToken, 1, 1, 1, width);
        AddPatches(names.Patch, width, vision.PatchSize, hasBias: true);
        list.Add(prefix + names.Positions, 1, 1, vision.Patches + 1, width);
        for (var i = 0; i < vision.AllLayers; i++)
        {
            var layer = $"{prefix}{names.Layers}{i}.";
            list.AddNorm(layer + names.FirstNorm, width, !vision.HasRmsNorms);
            list.AddNorm(layer + names.SecondNorm, width, !vision.HasRmsNorms);
            list.AddScale(layer + names.FirstScale, width);
            list.AddScale(layer + names.SecondScale, width);
            if (names.IsFused) list.AddLinear($"{layer}{names.Attention}qkv", 3 * width, width, vision.HasAttentionBias);
            else foreach (var part in "qkv") list.AddLinear($"{layer}{names.Attention}{part}_proj", width, width, vision.HasAttentionBias);
            list.AddLinear(layer + names.Projection, width, width);
            if (vision.HasQueryNorm) foreach (var part in "qk") list.AddScale($"{layer}{names.Attention}{part}_norm.weight", width);
            list.AddLinear(layer + "mlp.fc1", vision.Intermediate, width);
            list.AddLinear(layer + "mlp.fc2", width, vision.Intermediate);
        }

        if (vision.HasFinalNorm) list.AddNorm(prefix + "layernorm", width);
    }

    /// <summary>Adds the tower of Qwen2.5-VL and its merger, which gives tokens of the text model's width.</summary>
    public void AddQwen25(QwenVlTower tower, int textHidden)
    {
        var (width, merged) = (tower.Hidden, tower.Hidden * tower.PatchesOfToken);
        AddFrames(tower, hasBias: false);
        for (var i = 0; i < tower.Depth; i++)
        {
            var layer = $"{prefix}blocks.{i}.";
            list.AddScale(layer + "norm1.weight", width);
            list.AddScale(layer + "norm2.weight", width);
            list.AddLinear(layer + "attn.qkv", 3 * width, width);
            list.AddLinear(layer + "attn.proj", width, width);
            list.AddLinear(layer + "mlp.gate_proj", tower.Intermediate, width);
            list.AddLinear(layer + "mlp.up_proj", tower.Intermediate, width);
            list.AddLinear(layer + "mlp.down_proj", width, tower.Intermediate);
        }

        list.AddScale(prefix + "merger.ln_q.weight", width);
        list.AddLinear(prefix + "merger.mlp.0", merged, merged);
        list.AddLinear(prefix + "merger.mlp.2", textHidden, merged);
    }

    /// <summary>Adds the tower of Qwen3-VL and its mergers: one norms patches, those of deepstack norm whole tokens.</summary>
    public void AddQwen3(Qwen3VlTower tower, int textHidden)
    {
        var (sizes, width) = (tower.Sizes, tower.Sizes.Hidden);
        AddFrames(sizes, hasBias: true);
        list.Add(prefix + "pos_embed.weight", 1, tower.PositionSide * tower.PositionSide, width);
        for (var i = 0; i < sizes.Depth; i++)
        {
            var layer = $"{prefix}blocks.{i}.";
            list.AddNorm(layer + "norm1", width);
            list.AddNorm(layer + "norm2", width);
            list.AddLinear(layer + "attn.qkv", 3 * width, width);
            list.AddLinear(layer + "attn.proj", width, width);
            list.AddLinear(layer + "mlp.linear_fc1", sizes.Intermediate, width);
            list.AddLinear(layer + "mlp.linear_fc2", width, sizes.Intermediate);
        }

        var merged = width * sizes.PatchesOfToken;
        AddMerger("merger.", width);
        foreach (var (_, merger) in tower.Deepstack) AddMerger($"deepstack_merger_list.{merger}.", merged);

        void AddMerger(string name, int normed)
        {
            list.AddNorm(prefix + name + "norm", normed);
            list.AddLinear(prefix + name + "linear_fc1", merged, merged);
            list.AddLinear(prefix + name + "linear_fc2", textHidden, merged);
        }
    }

    private void AddPatches(string name, int width, int patch, bool hasBias)
    {
        list.Add($"{prefix}{name}.weight", 3 * patch * patch, width, 3, patch, patch);
        if (hasBias) list.AddBias(prefix + name, width);
    }

    private void AddFrames(QwenVlTower tower, bool hasBias)
    {
        list.Add(prefix + "patch_embed.proj.weight", tower.PatchLength, tower.Hidden, 3, tower.Frames, tower.PatchSize, tower.PatchSize);
        if (hasBias) list.AddBias(prefix + "patch_embed.proj", tower.Hidden);
    }

    private void AddEncoder(int width, int intermediate, int layers)
    {
        for (var i = 0; i < layers; i++)
        {
            var layer = $"{prefix}encoder.layers.{i}.";
            list.AddNorm(layer + "layer_norm1", width);
            list.AddNorm(layer + "layer_norm2", width);
            foreach (var name in new[] { "q_proj", "k_proj", "v_proj", "out_proj" }) list.AddLinear($"{layer}self_attn.{name}", width, width);
            list.AddLinear(layer + "mlp.fc1", intermediate, width);
            list.AddLinear(layer + "mlp.fc2", width, intermediate);
        }

        list.AddNorm(prefix + "post_layernorm", width);
    }
}
