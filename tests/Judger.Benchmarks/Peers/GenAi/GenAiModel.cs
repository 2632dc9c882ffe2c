using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;
using Judger.Export.Formats;
using Judger.Export.Onnx;
using Judger.Export.Output;
using Judger.Inference.Manifest;

namespace Judger.Benchmarks.Peers.GenAi;

/// <summary>
/// The text decoder of a LLaVA checkpoint as ONNX Runtime GenAI takes it: token ids and an attention mask to the logits of every position. Its layers are this
/// engine's blocks, since its own builder writes the same operators; weights of few bits are in its builder's form for a processor, blocks of 32 and accuracy
/// level 4 for MatMulNBits (src/python/py/models/builder.py, int4_block_size and int4_accuracy_level).
/// </summary>
internal static class GenAiModel
{
    private const string Graph = "model.onnx";
    private const int NoLayer = -1;
    private const int Block = 32;

    public static void Write(string checkpoint, ModelPrecision precision, string folder)
    {
        Directory.CreateDirectory(folder);
        using var source = Checkpoint.Open(checkpoint);
        var text = LlavaConfig.Read(source.Config).Text;
        var weights = ModelFileNames.WeightsOf(Graph);
        using var file = new OutputFile(Path.Combine(folder, weights), new(0, null, CancellationToken.None));
        var graph = new GraphBuilder(Graph, new(weights, file));
        Build(Weights(graph, source, precision), source, text);
        file.Finish();
        File.WriteAllBytes(Path.Combine(folder, Graph), graph.Model().ToByteArray());
        File.WriteAllText(Path.Combine(folder, "genai_config.json"), Configuration(text).ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    private static GraphWeights Weights(GraphBuilder graph, Checkpoint source, ModelPrecision precision) => precision switch
    {
        ModelPrecision.Int8 => new(graph, source, new BlockFormat(graph, 8, Block)),
        ModelPrecision.Int4 => new(graph, source, new BlockFormat(graph, 4, Block)),
        _ => new(graph, source, precision),
    };

    private static void Build(GraphWeights weights, Checkpoint source, TextConfig text)
    {
        var (graph, names) = (weights.Graph, LlavaTensorNames.Detect(source.Tensors));
        graph.Input("input_ids", ElementType.Int64, "batch", "sequence");
        graph.Input("attention_mask", ElementType.Int64, "batch", "total");
        var counts = graph.Op("ReduceSum", ["attention_mask", graph.Integers(1)], Attributes.Of("keepdims", 0));
        Named("seqlens_k", graph.Op("Sub", [counts, graph.Integers(1)]));
        Named("total_sequence_length", graph.Op("Shape", ["attention_mask"], Attributes.Of("start", 1)));
        var table = graph.Floats("embeddings", ElementType.Float32, [text.Vocabulary, text.Hidden], source.Tensors[names.Embeddings].ToFloats);
        var stream = graph.Op("Gather", [table, "input_ids"]);
        string? addition = null;
        var (cosines, sines) = RotaryTables.Write(graph, ElementType.Float32, text);
        var norm = new RmsNorm(weights, text.Hidden, text.NormEpsilon);
        var attention = new CachedAttention(weights, text, cosines, sines, new(graph, ElementType.Float32, text.Geometry, NoLayer, cosines, sines));
        var mlp = new GatedMlp(weights, text.Hidden, text.Intermediate);
        for (var layer = 0; layer < text.Layers; layer++)
        {
            var prefix = $"{names.Language}layers.{layer}.";
            (var normed, stream) = norm.Apply(prefix + "input_layernorm.weight", stream, addition);
            var attended = attention.Apply(layer, prefix + "self_attn.", normed);
            (normed, stream) = norm.Apply(prefix + "post_attention_layernorm.weight", stream, attended);
            addition = mlp.Apply(prefix + "mlp.", normed);
        }

        var (last, _) = norm.Apply(names.Language + "norm.weight", stream, addition);
        graph.Name(weights.Linear("head", source.Tensors[names.Head])(last), "logits");
        graph.Output("logits", ElementType.Float32, "batch", "sequence", text.Vocabulary);

        void Named(string name, string value) => graph.Name(graph.Op("Cast", [value], Attributes.Of("to", (long)ElementType.Int32)), name);
    }

    private static JsonObject Configuration(TextConfig text) => new()
    {
        ["model"] = new JsonObject
        {
            ["type"] = "llama",
            ["bos_token_id"] = 1,
            ["eos_token_id"] = 2,
            ["pad_token_id"] = 0,
            ["context_length"] = text.Context,
            ["vocab_size"] = text.Vocabulary,
            ["decoder"] = new JsonObject
            {
                ["filename"] = Graph,
                ["session_options"] = new JsonObject { ["provider_options"] = new JsonArray() },
                ["head_size"] = text.HeadSize,
                ["hidden_size"] = text.Hidden,
                ["num_attention_heads"] = text.Heads,
                ["num_hidden_layers"] = text.Layers,
                ["num_key_value_heads"] = text.KeyValueHeads,
                ["inputs"] = new JsonObject
                {
                    ["input_ids"] = "input_ids",
                    ["attention_mask"] = "attention_mask",
                    ["past_key_names"] = "past.%d.key",
                    ["past_value_names"] = "past.%d.value",
                },
                ["outputs"] = new JsonObject
                {
                    ["logits"] = "logits",
                    ["present_key_names"] = "present.%d.key",
                    ["present_value_names"] = "present.%d.value",
                },
            },
        },
        ["search"] = new JsonObject
        {
            ["do_sample"] = false,
            ["min_length"] = IPeer.Context,
            ["max_length"] = IPeer.Context,
            ["past_present_share_buffer"] = true,
        },
    };
}
