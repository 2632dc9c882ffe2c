using Judger.Export.Blocks;
using Judger.Export.Onnx;

namespace Judger.Export.Families.Llava;

/// <summary>
/// The projector of LLaVA and the models after it: <c>image_features [n, patches, vision hidden]</c> to <c>image_embeds [n, patches, hidden]</c>; linear, exact
/// GELU, linear.
/// </summary>
/// <param name="Patches">Patches of one tensor.</param>
/// <param name="Features">Width of a patch's feature.</param>
/// <param name="Hidden">Width of a token.</param>
/// <param name="HasBias">Whether its layers have biases.</param>
internal sealed record ProjectorGraph(int Patches, int Features, int Hidden, bool HasBias)
{
    /// <summary>Writes the graph.</summary>
    /// <param name="weights">The checkpoint's tensors, on their way into the graph.</param>
    /// <param name="names">Where they are.</param>
    public void Build(GraphWeights weights, LlavaTensorNames names)
    {
        var graph = weights.Graph;
        var features = weights.Enter(graph.Input("image_features", ElementType.Float32, "images", Patches, Features));
        var hidden = graph.Op("Gelu", [Apply(names.ProjectorFirst, features, Features)]);
        weights.Leave(Apply(names.ProjectorSecond, hidden, Hidden), "image_embeds", "images", Patches, Hidden);

        string Apply(string name, string x, int inputs) =>
            HasBias ? weights.Affine(name, x, Hidden, inputs) : weights.Project(name, x, Hidden, inputs);
    }
}
