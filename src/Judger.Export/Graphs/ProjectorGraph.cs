using Judger.Export.Onnx;
using Judger.Inference;

namespace Judger.Export;

/// <summary>
/// LLaVA-1.5's projector: <c>image_features [n, patches, vision hidden]</c> to <c>image_embeds [n, patches, hidden]</c>; linear, exact GELU, linear.
/// </summary>
internal static class ProjectorGraph
{
    public static void Build(GraphBuilder graph, Checkpoint checkpoint, ModelPrecision precision)
    {
        var (vision, text, names, weights) = (checkpoint.Vision, checkpoint.Text, checkpoint.Names, new GraphWeights(graph, checkpoint, precision));
        var features = weights.Enter(graph.Input("image_features", ElementType.Float32, "images", vision.Patches, vision.Hidden));
        var hidden = graph.Op("Gelu", [Linear(names.ProjectorFirst, features, vision.Hidden)]);
        weights.Leave(Linear(names.ProjectorSecond, hidden, text.Hidden), "image_embeds", "images", vision.Patches, text.Hidden);

        string Linear(string name, string x, int inputs) => graph.Op(
            "Add", [weights.Linear($"{name}.weight", text.Hidden, inputs)(x), weights.Vector($"{name}.bias", text.Hidden)]);
    }
}
