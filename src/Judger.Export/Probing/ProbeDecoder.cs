using Google.Protobuf;
using Judger.Export.Blocks;
using Judger.Export.Onnx;
using Judger.Inference.Devices;
using Judger.Inference.Manifest;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Export.Probing;

/// <summary>
/// A model's decoder with the attention row of more layers than it was exported with: the branch that computes a row is added to the folder's graph.
/// </summary>
internal sealed class ProbeDecoder : IDisposable
{
    private const string DataFolder = "session.model_external_initializers_file_folder_path";
    private readonly DecoderGeometry _decoder;
    private readonly IReadOnlyList<int> _layers;
    private readonly InferenceSession _session;

    /// <exception cref="ProbeException">The model does not have one of the layers, or its cache is not float32.</exception>
    public ProbeDecoder(ModelFolder folder, IReadOnlyList<int> layers)
    {
        (_decoder, _layers) = (folder.Manifest.Decoder, layers);
        if (folder.Manifest.KvType != KeyValueType.Float32)
            throw new ProbeException($"{folder.Location} computes in {folder.Manifest.Precision}, for a GPU: export the model in float32 to probe it.");
        foreach (var layer in layers.Where(layer => layer < 0 || layer >= _decoder.Layers))
            throw new ProbeException($"The case asks for layer {layer} of {_decoder.Layers}: give layers from 0 to {_decoder.Layers - 1}.");
        using var options = OnnxSessions.CreateOptions(new() { IntraOpThreads = 1 });
        options.AddSessionConfigEntry(DataFolder, folder.Location);
        var name = folder.Manifest.SplitsDecoder ? ModelFileNames.Prompts : ModelFileNames.Decoder;
        var graph = WithRows(File.ReadAllBytes(folder.PathOf(name)));
        _session = AttentionKernel.Open(isTiled: false, () => new InferenceSession(graph, options));
    }

    /// <summary>Computes a prompt.</summary>
    /// <param name="embeddings">Its embeddings <c>[positions, input width]</c>.</param>
    /// <param name="places">Time, row and column of each position, for a decoder that takes them.</param>
    /// <param name="imageEnds">For each position, the last one of the image that it belongs to, or -1; for a decoder that sees images as a whole.</param>
    /// <returns>For each layer, the last position's attention to every position.</returns>
    public float[][] Rows(float[] embeddings, long[] places, int[] imageEnds)
    {
        var positions = embeddings.Length / _decoder.InputWidth;
        var outputs = _layers.Select(_ => new float[positions]).ToArray();
        var values = new List<OrtValue>();
        using var binding = _session.CreateIoBinding();
        using var run = new RunOptions();
        try
        {
            Input("inputs_embeds", Own(OrtValue.CreateTensorValueFromMemory(embeddings, [1, positions, _decoder.InputWidth])));
            if (_decoder.HasGridPositions)
                Input(GridRotary.Input, Own(OrtValue.CreateTensorValueFromMemory(places, [1, positions, places.Length / positions])));
            Input("seqlens_k", Own(OrtValue.CreateTensorValueFromMemory(new[] { positions - 1 }, [1])));
            Input("total_sequence_length", Own(OrtValue.CreateTensorValueFromMemory(new[] { positions }, [1])));
            Input(AttentionRowBlock.Answering, Own(OrtValue.CreateTensorValueFromMemory(new[] { positions - 1L }, [1, 1])));
            Input(AttentionRowBlock.Length, Own(OrtValue.CreateTensorValueFromMemory(new[] { positions }, [1])));
            if (_decoder.SeesWholeImages)
            {
                Input("positions", Own(OrtValue.CreateTensorValueFromMemory(Enumerable.Range(0, positions).ToArray(), [1, positions])));
                Input("image_ends", Own(OrtValue.CreateTensorValueFromMemory(imageEnds, [1, positions])));
            }

            long[] shape = [1, _decoder.KeyValueHeads, positions, _decoder.HeadSize];
            for (var i = 0; i < 2 * _decoder.Layers; i++)
            {
                var (name, cache) = ($"{i / 2}.{(i % 2 == 0 ? "key" : "value")}", new float[shape.Aggregate(1L, (product, size) => product * size)]);
                var value = Own(OrtValue.CreateTensorValueFromMemory(cache, shape));
                Input($"past.{name}", value);
                binding.BindOutput($"present.{name}", value);
            }

            for (var i = 0; i < _layers.Count; i++)
                binding.BindOutput(RowOf(_layers[i]), Own(OrtValue.CreateTensorValueFromMemory(outputs[i], [1, positions])));
            _session.RunWithBinding(run, binding);
            return outputs;
        }
        finally
        {
            foreach (var value in values) value.Dispose();
        }

        OrtValue Own(OrtValue value)
        {
            values.Add(value);
            return value;
        }

        void Input(string name, OrtValue value) => binding.BindInput(name, value);
    }

    public void Dispose() => _session.Dispose();

    private static string RowOf(int layer) => $"probe.row.{layer}";

    // Where queries come rotated, the operator has no tables.
    private static string? At(NodeProto node, int input) => node.Input.Count > input ? node.Input[input] : null;

    private byte[] WithRows(byte[] bytes)
    {
        var model = ModelProto.Parser.ParseFrom(bytes);
        NodeProto[] attentions = [.. model.Graph.Node.Where(node => node.OpType == "GroupQueryAttention")];
        var known = model.Graph.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var layer in _layers.Distinct())
        {
            var (node, graph) = (attentions[layer], new GraphBuilder("probe", new("probe", null), $"probe.{layer}."));
            var window = node.Attribute.FirstOrDefault(attribute => attribute.Name == CachedAttention.WindowName)?.I;
            var scale = node.Attribute.FirstOrDefault(attribute => attribute.Name == CachedAttention.ScaleName)?.F;
            var mask = At(node, CachedAttention.MaskInput);
            new AttentionRowBlock(graph, ElementType.Float32, _decoder, layer, At(node, 7), At(node, 8), (int?)window, RowOf(layer), scale, mask)
                .Capture(layer, node.Input[0]);
            graph.Output(RowOf(layer), ElementType.Float32, "batch", AttentionRowBlock.Length);
            var added = graph.Model().Graph;
            model.Graph.Node.Add(added.Node);
            model.Graph.Output.Add(added.Output);
            model.Graph.Initializer.Add(added.Initializer.Where(tensor => known.Add(tensor.Name)));
        }

        return model.ToByteArray();
    }
}
