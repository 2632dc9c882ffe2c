using Judger.Export.Onnx;
using Judger.Inference.Manifest;

namespace Judger.Export.Formats;

/// <summary>What a graph computes in.</summary>
/// <param name="Precision">The number format.</param>
/// <param name="Steps">The steps that it is for; graphs of one model for different steps differ in how their linear layers are stored and multiplied.</param>
internal readonly record struct GraphFormat(ModelPrecision Precision, StepKind Steps = StepKind.All)
{
    /// <summary>Whether graphs for some of the steps differ from those for all.</summary>
    public static bool CanSplit(ModelPrecision precision) => precision is ModelPrecision.Int8 or ModelPrecision.Int4;

    /// <summary>How linear layers are stored and multiplied.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="compute">The number format of everything else.</param>
    public ILinearFormat LinearLayers(GraphBuilder graph, ElementType compute) => (Precision, Steps) switch
    {
        (ModelPrecision.Int8, StepKind.Answers) => new BlockFormat(graph, bits: 8),
        (ModelPrecision.Int8, _) => new RowwiseInt8Format(graph),

        // Of the same weights as the graph for answers, so that both say the same of a token.
        (ModelPrecision.Int4, StepKind.Prompts) => new RowwiseInt8Format(graph, row => BlockFormat.Round(row, bits: 4)),
        (ModelPrecision.Int4, _) => new BlockFormat(graph, bits: 4),
        _ => new FloatFormat(graph, compute),
    };

    public static implicit operator GraphFormat(ModelPrecision precision) => new(precision);
}
