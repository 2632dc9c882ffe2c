using Judger.Export.Blocks;
using Judger.Export.Onnx;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.Llava;

/// <summary>
/// LLaVA-1.5's projector: <c>image_features [n, patches, vision hidden]</c> to <c>image_embeds [n, patches, hidden]</c>; linear, exact GELU, linear.
/// </summary>
internal static class ProjectorGraph
{
    /// <summary>Writes the graph.</summary>
    public static void Build(GraphBuilder graph, LlavaExport model, ModelPrecision precision)
    {
        var (vision, text, names, weights) = (model.Vision, model.Text, model.Names, new GraphWeights(graph, model.Checkpoint, precision));
        var features = weights.Enter(graph.Input("image_features", ElementType.Float32, "images", vision.Patches, vision.FeatureWidth));
        var hidden = graph.Op("Gelu", [Apply(names.ProjectorFirst, features, vision.FeatureWidth)]);
        weights.Leave(Apply(names.ProjectorSecond, hidden, text.Hidden), "image_embeds", "images", vision.Patches, text.Hidden);

        string Apply(string name, string x, int inputs) =>
            model.ProjectorBias ? weights.Affine(name, x, text.Hidden, inputs) : weights.Project(name, x, text.Hidden, inputs);
    }
}
