using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Judger.Training.Model;

/// <summary>The CLIP-style vision transformer: patch embedding, class token, positions, pre-norm layers.</summary>
internal sealed class VisionEncoder(ModelGeometry geometry, ParameterStore parameters)
{
    private const string Prefix = ParameterLayout.VisionPrefix;
    private static readonly Scalar QuickGeluSlope = 1.702;
    private static readonly Scalar QuickGeluSlopeInverse = 1 / 1.702;

    /// <summary>Encodes images [n, 3, side, side] into patch features [n, patches, vision hidden]: the last layer's output without the class token.</summary>
    public Tensor Encode(Tensor images)
    {
        int side = geometry.GridSide, patch = geometry.PatchSize, width = geometry.VisionHidden;
        var count = images.shape[0];
        var patches = images
            .to(parameters.Compute)
            .view(count, 3, side, patch, side, patch)
            .permute(0, 2, 4, 1, 3, 5)
            .reshape(count, geometry.Patches, geometry.PatchValues);
        var x = F.linear(patches, parameters[Prefix + "embeddings.patch_embedding.weight"].view(width, geometry.PatchValues));
        var classToken = parameters[Prefix + "embeddings.class_embedding"].view(1, 1, width).expand(count, 1, width);
        x = torch.cat([classToken, x], 1) + parameters[Prefix + "embeddings.position_embedding.weight"];
        x = Norm(x, "pre_layrnorm");
        for (var i = 0; i < geometry.VisionLayers; i++) x = Layer(x, $"encoder.layers.{i}.");
        return x.narrow(1, 1, geometry.Patches);
    }

    /// <summary>What the dense head says of each patch: logits [n, patches, classes].</summary>
    public Tensor DenseHead(Tensor features) => F.linear(features, parameters["dense_head.weight"], parameters["dense_head.bias"]);

    private Tensor Layer(Tensor x, string layer)
    {
        long count = x.shape[0], length = x.shape[1];
        var qkv = Linear(Norm(x, layer + "layer_norm1"), layer + "self_attn.q_proj")
            .view(count, length, 3, geometry.VisionHeads, geometry.VisionHeadSize).permute(2, 0, 3, 1, 4).unbind(0);
        var attended = Attention.Attend(qkv[0], qkv[1], qkv[2], mask: null);
        x = x + Linear(attended.transpose(1, 2).reshape(count, length, geometry.VisionHidden), layer + "self_attn.out_proj");
        var hidden = Linear(Norm(x, layer + "layer_norm2"), layer + "mlp.fc1");

        // x * sigmoid(1.702 x) written with the fused SiLU.
        hidden = geometry.QuickGelu ? F.silu(hidden.mul(QuickGeluSlope)).mul(QuickGeluSlopeInverse) : F.gelu(hidden);
        return x + Linear(hidden, layer + "mlp.fc2");
    }

    private Tensor Norm(Tensor x, string name) =>
        F.layer_norm(x, [geometry.VisionHidden], parameters[Prefix + name + ".weight"], parameters[Prefix + name + ".bias"], geometry.VisionNormEpsilon);

    private Tensor Linear(Tensor x, string name) => F.linear(x, parameters[Prefix + name + ".weight"], parameters[Prefix + name + ".bias"]);
}
