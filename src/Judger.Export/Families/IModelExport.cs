using Judger.Export.Checkpoints;
using Judger.Export.Formats;
using Judger.Export.Onnx;
using Judger.Inference.Manifest;

namespace Judger.Export.Families;

/// <summary>A checkpoint that its family has read, on its way to a model folder.</summary>
internal interface IModelExport
{
    /// <summary>What the manifest says of the model, before the options of this export.</summary>
    ModelFacts Facts { get; }

    /// <summary>The token embeddings <c>[vocabulary, hidden]</c>.</summary>
    CheckpointTensor Embeddings { get; }

    /// <summary>The tokenizer's file; its name says its kind.</summary>
    string Tokenizer { get; }

    /// <summary>The token <c>[hidden]</c> that ends a row of tiles; null for a family that has none.</summary>
    CheckpointTensor? Newline => null;

    /// <summary>Writes <see cref="ModelFileNames.Vision"/>.</summary>
    void BuildVision(GraphBuilder graph, ModelPrecision precision);

    /// <summary>Writes <see cref="ModelFileNames.Projector"/>.</summary>
    void BuildProjector(GraphBuilder graph, ModelPrecision precision);

    /// <summary>Writes <see cref="ModelFileNames.Decoder"/>, with the attention row of a layer.</summary>
    void BuildDecoder(GraphBuilder graph, GraphFormat format, int attentionLayer);
}
