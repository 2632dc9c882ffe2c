using Judger.Export.Onnx;
using Judger.Inference;

namespace Judger.Export;

/// <summary>
/// The CLIP vision transformer: <c>pixel_values [n, 3, side, side]</c> to <c>image_features [n, patches, hidden]</c>, the output of the layer that the
/// checkpoint's configuration names, without the class token. The final norm is not used.
/// </summary>
internal static class VisionGraph
{
    public static void Build(GraphBuilder graph, Checkpoint checkpoint, ModelPrecision precision)
    {
        var (vision, names, weights) = (checkpoint.Vision, checkpoint.Names, new GraphWeights(graph, checkpoint, precision));
        var pixels = weights.Enter(graph.Input("pixel_values", ElementType.Float32, "images", 3, vision.ImageSize, vision.ImageSize));
        var x = Embed(graph, weights, vision, names.Vision + "embeddings.", pixels);
        x = Norm(graph, weights, vision, names.Vision + "pre_layrnorm", x);
        for (var i = 0; i < vision.UsedLayers; i++) x = Layer(graph, weights, vision, $"{names.Vision}encoder.layers.{i}.", x);
        x = graph.Op("Slice", [x, graph.Integers(1), graph.Integers(vision.Patches + 1), graph.Integers(1)]);
        weights.Leave(x, "image_features", "images", vision.Patches, vision.Hidden);
    }

    private static string Embed(GraphBuilder graph, GraphWeights weights, VisionConfig vision, string prefix, string pixels)
    {
        int width = vision.Hidden, side = vision.PatchSize, grid = vision.GridSide, tokens = vision.Patches + 1, values = 3 * side * side;
        long[] kernel = [width, 3, side, side];

        // A convolution whose stride is its kernel is a product of each patch with the kernel. Written so, no GPU has to search for an algorithm at its first image.
        var patches = graph.Op("Reshape", [pixels, graph.Integers(0, 3, grid, side, grid, side)]);
        patches = graph.Op("Transpose", [patches], Attributes.Of("perm", 0, 2, 4, 1, 3, 5));
        patches = graph.Op("Reshape", [patches, graph.Integers(0, vision.Patches, values)]);
        var projection = weights.Reshaped(prefix + "patch_embedding.weight", kernel, width, values);
        patches = graph.ContribOp("FusedMatMul", [patches, projection], Attributes.Of("transB", 1));

        // A choice that always falls on the class token has as many rows as there are images. Expanding it to the batch's size would be shape arithmetic, which
        // ONNX Runtime places on the host.
        var classToken = weights.Reshaped(prefix + "class_embedding", [width], 1, 1, width);
        var firstPatches = graph.Op("Slice", [patches, graph.Integers(0), graph.Integers(1), graph.Integers(1)]);
        classToken = graph.Op("Where", [graph.True(), classToken, firstPatches]);
        var x = graph.Op("Concat", [classToken, patches], Attributes.Of("axis", 1));
        return graph.Op("Add", [x, weights.Reshaped(prefix + "position_embedding.weight", [tokens, width], 1, tokens, width)]);
    }

    private static string Layer(GraphBuilder graph, GraphWeights weights, VisionConfig vision, string prefix, string x)
    {
        var attention = prefix + "self_attn.";
        var normed = Norm(graph, weights, vision, prefix + "layer_norm1", x);
        string[] inputs = [Project("q_proj", normed), Project("k_proj", normed), Project("v_proj", normed)];
        var attended = graph.ContribOp("MultiHeadAttention", inputs, Attributes.Of("num_heads", vision.Heads));
        x = graph.Op("Add", [x, Project("out_proj", attended)]);

        var hidden = Linear(graph, weights, prefix + "mlp.fc1", Norm(graph, weights, vision, prefix + "layer_norm2", x), vision.Intermediate, vision.Hidden);
        hidden = vision.QuickGelu ? graph.ContribOp("QuickGelu", [hidden], Attributes.Of("alpha", 1.702)) : graph.Op("Gelu", [hidden]);
        return graph.Op("Add", [x, Linear(graph, weights, prefix + "mlp.fc2", hidden, vision.Hidden, vision.Intermediate)]);

        string Project(string name, string input) => Linear(graph, weights, attention + name, input, vision.Hidden, vision.Hidden);
    }

    private static string Norm(GraphBuilder graph, GraphWeights weights, VisionConfig vision, string prefix, string x) => graph.Op(
        "LayerNormalization",
        [x, weights.Vector(prefix + ".weight", vision.Hidden), weights.Vector(prefix + ".bias", vision.Hidden)],
        Attributes.Of("axis", -1),
        Attributes.Of("epsilon", vision.NormEpsilon));

    private static string Linear(GraphBuilder graph, GraphWeights weights, string prefix, string x, int outputs, int inputs) =>
        graph.Op("Add", [weights.Linear(prefix + ".weight", outputs, inputs)(x), weights.Vector(prefix + ".bias", outputs)]);
}
