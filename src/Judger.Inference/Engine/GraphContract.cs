using Judger.Inference.Errors;
using Judger.Inference.Manifest;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Judger.Inference.Engine;

/// <summary>
/// Compares the inputs and outputs of a model's graphs with the sizes that its manifest names. Buffers are made by the manifest, so one that does not belong
/// to the graphs is found here, and not by a question.
/// </summary>
internal sealed class GraphContract
{
    // A size that may differ from run to run.
    private const int Any = -1;

    private readonly string _graph;
    private readonly InferenceSession _session;

    private GraphContract(string graph, InferenceSession session) => (_graph, _session) = (graph, session);

    /// <exception cref="ModelFolderException">A graph is not one of the model that the manifest describes.</exception>
    public static void Check(ModelFolder folder, InferenceSession vision, InferenceSession projector, InferenceSession decoder, InferenceSession prompts)
    {
        var manifest = folder.Manifest;
        var (side, features) = (manifest.Vision.ImageSize, manifest.Vision.Hidden);
        var patches = manifest.Vision.AnySize is null ? manifest.Vision.Patches : Any;
        var seen = new GraphContract(folder.PathOf(ModelFileNames.Vision), vision);
        if (manifest.Vision.AnySize is { } sizes) seen.CheckPatches(sizes, manifest);
        else seen.Input("pixel_values", TensorElementType.Float, Any, 3, side, side);
        seen.Output("image_features", TensorElementType.Float, Any, patches, features);
        var projected = new GraphContract(folder.PathOf(ModelFileNames.Projector), projector);
        projected.Input("image_features", TensorElementType.Float, Any, patches, features);
        var tokens = manifest.Vision.AnySize is null ? manifest.Vision.Tokens : Any;
        projected.Output("image_embeds", TensorElementType.Float, Any, tokens, manifest.Decoder.InputWidth);
        new GraphContract(folder.PathOf(ModelFileNames.Decoder), decoder).CheckDecoder(manifest);
        if (prompts != decoder) new GraphContract(folder.PathOf(ModelFileNames.Prompts), prompts).CheckDecoder(manifest);
    }

    private void CheckPatches(AnySizeVision sizes, ModelManifest manifest)
    {
        Input("pixel_values", TensorElementType.Float, Any, Any, manifest.Image.Resolution!.PatchLength);
        Input("patch_places", TensorElementType.Int64, Any, 2);
        if (sizes.WindowTokens is { } side)
        {
            var places = side * side * manifest.Vision.Patches;
            Input("window_patches", TensorElementType.Int64, Any, places);
            Input("window_bias", TensorElementType.Float, Any, 1, 1, places);
            Input("patch_slots", TensorElementType.Int64, Any);
        }

        if (sizes.PositionSide is null) return;
        Input("position_indices", TensorElementType.Int64, Any, 4);
        Input("position_weights", TensorElementType.Float, Any, 1, 4);
    }

    private void CheckDecoder(ModelManifest manifest)
    {
        var sizes = manifest.Decoder;
        var cached = manifest.KvType switch
        {
            KeyValueType.Float16 => TensorElementType.Float16,
            KeyValueType.BFloat16 => TensorElementType.BFloat16,
            _ => TensorElementType.Float,
        };
        Input("inputs_embeds", TensorElementType.Float, Any, Any, sizes.InputWidth);
        if (sizes.HasGridPositions) Input("position_ids", TensorElementType.Int64, Any, Any, 3);
        if (sizes.SeesWholeImages)
        {
            Input("positions", TensorElementType.Int32, Any, Any);
            Input("image_ends", TensorElementType.Int32, Any, Any);
        }

        Input("last_index", TensorElementType.Int64, Any, Any);
        Output("logits", TensorElementType.Float, Any, Any, sizes.Vocabulary);
        Output("attn_row", TensorElementType.Float, Any, Any);
        for (var layer = 0; layer < sizes.Layers; layer++)
        {
            foreach (var part in new[] { "key", "value" })
            {
                Input($"past.{layer}.{part}", cached, Any, sizes.KeyValueHeads, Any, sizes.HeadSize);
                Output($"present.{layer}.{part}", cached, Any, sizes.KeyValueHeads, Any, sizes.HeadSize);
            }
        }

        if (_session.InputMetadata.ContainsKey($"past.{sizes.Layers}.key")) throw Wrong($"it has more than the {sizes.Layers} layers");
    }

    private void Input(string name, TensorElementType type, params ReadOnlySpan<int> shape) => Check("input", _session.InputMetadata, name, type, shape);

    private void Output(string name, TensorElementType type, params ReadOnlySpan<int> shape) => Check("output", _session.OutputMetadata, name, type, shape);

    private void Check(string what, IReadOnlyDictionary<string, NodeMetadata> nodes, string name, TensorElementType type, ReadOnlySpan<int> shape)
    {
        if (!nodes.TryGetValue(name, out var node) || !node.IsTensor) throw Wrong($"it has no {what} {name}");
        if (node.ElementDataType != type) throw Wrong($"its {what} {name} has the type {node.ElementDataType}, not {type}");
        var has = node.Dimensions;
        var isSame = has.Length == shape.Length;
        for (var i = 0; isSame && i < shape.Length; i++) isSame = has[i] < 0 || shape[i] == Any || has[i] == shape[i];
        if (!isSame) throw Wrong($"its {what} {name} has the shape {Text(has)}, not {Text(shape)}");
    }

    private static string Text(ReadOnlySpan<int> shape) => $"[{string.Join(", ", shape.ToArray().Select(size => size < 0 ? "any" : $"{size}"))}]";

    private ModelFolderException Wrong(string problem) =>
        new($"{_graph} is not a graph of the model in {ModelFileNames.Manifest} ({problem}): export the model again.");
}
