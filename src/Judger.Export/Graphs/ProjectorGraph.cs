using Judger.Export.Onnx;

namespace Judger.Export;

/// <summary>
/// LLaVA-1.5's projector: <c>image_features [n, patches, vision hidden]</c> to <c>image_embeds [n, patches, hidden]</c>; linear, exact GELU, linear.
/// </summary>
internal static class ProjectorGraph
{
    public static void Build(GraphBuilder graph, Checkpoint checkpoint)
    {
        var (vision, text, prefix, weights) = (checkpoint.Vision, checkpoint.Text, checkpoint.Names.Projector, new GraphWeights(graph, checkpoint));
        var features = graph.Input("image_features", ElementType.Float32, "images", vision.Patches, vision.Hidden);
        var hidden = graph.Op("Gelu", [Linear("linear_1", features, vision.Hidden)]);
        graph.Name(Linear("linear_2", hidden, text.Hidden), "image_embeds");
        graph.Output("image_embeds", ElementType.Float32, "images", vision.Patches, text.Hidden);

        string Linear(string name, string x, int inputs) => graph.Op(
            "Add",
            [graph.Op("MatMul", [x, weights.Matrix($"{prefix}{name}.weight", text.Hidden, inputs)]), weights.Vector($"{prefix}{name}.bias", text.Hidden)]);
    }
}
