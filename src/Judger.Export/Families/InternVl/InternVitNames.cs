namespace Judger.Export.Families.InternVl;

/// <summary>The names within an InternViT tower.</summary>
/// <param name="ClassToken">The class token, <c>[1, 1, hidden]</c>.</param>
/// <param name="Patch">The patch convolution.</param>
/// <param name="Positions">The position embeddings, <c>[1, 1 + patches, hidden]</c>.</param>
/// <param name="Layers">Begins the names of layers; the layer's number follows.</param>
/// <param name="FirstNorm">A layer's norm before attention.</param>
/// <param name="SecondNorm">Its norm before the feed-forward layer.</param>
/// <param name="FirstScale">The scale of the attention's output.</param>
/// <param name="SecondScale">The scale of the feed-forward layer's output.</param>
/// <param name="Attention">Begins the names of a layer's attention.</param>
/// <param name="Projection">The attention's last linear layer.</param>
/// <param name="IsFused">Whether queries, keys and values are one linear layer, <c>qkv</c>.</param>
internal sealed record InternVitNames(
    string ClassToken,
    string Patch,
    string Positions,
    string Layers,
    string FirstNorm,
    string SecondNorm,
    string FirstScale,
    string SecondScale,
    string Attention,
    string Projection,
    bool IsFused)
{
    /// <summary>Hugging Face's.</summary>
    public static InternVitNames HuggingFace { get; } = new(
        "embeddings.cls_token", "embeddings.patch_embeddings.projection", "embeddings.position_embeddings", "encoder.layer.", "layernorm_before",
        "layernorm_after", "lambda_1", "lambda_2", "attention.", "attention.projection_layer", false);

    /// <summary>Those of the original code.</summary>
    public static InternVitNames Original { get; } = new(
        "embeddings.class_embedding", "embeddings.patch_embedding", "embeddings.position_embedding", "encoder.layers.", "norm1", "norm2", "ls1", "ls2",
        "attn.", "attn.proj", true);
}
