using System.Text.Json.Nodes;
using Google.Protobuf;
using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Families.InternVl;
using Judger.Export.Families.Llava;
using Judger.Export.Onnx;
using Judger.Export.Output;
using Judger.Export.Tests.Cuda;
using Judger.Export.Tests.Fixtures;
using Judger.Export.Tests.Golden;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests.Families;

/// <summary>
/// InternVL3.5: InternVL with the text model of Qwen3, for which there are no vectors. Its blocks are those of Qwen3-VL, which has some; where time, row and
/// column are the position, those compute the same.
/// </summary>
public sealed class InternVl35Tests : IDisposable
{
    private const double Logits = 4e-4, Rows = 5e-6;
    private const int Positions = 11, Head = 16;

    private readonly ChangedCheckpoint _checkpoint = Changed("internvl", "text_config");
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _checkpoint.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_text_model_computes_what_the_blocks_of_qwen3_vl_compute()
    {
        var (plain, manifest) = _checkpoint.Export();
        Assert.Empty(_checkpoint.Warnings);
        var (grid, gridManifest) = WithGridPositions(manifest);
        var random = new Random(7);
        double[][] prompt = [.. Enumerable.Range(0, Positions).Select(_ => Embedding())];
        double[][] next = [Embedding()];
        using var one = new DecoderSession(plain, manifest, capacity: 32);
        using var other = new DecoderSession(grid, gridManifest, capacity: 32);
        AssertNear(other.Run([0], prompt), one.Run([0], prompt));
        AssertNear(other.Run([Positions], next), one.Run([Positions], next));

        double[] Embedding() => [.. Enumerable.Range(0, manifest.Decoder.Hidden).Select(_ => random.NextDouble() - 0.5)];
    }

    [Fact]
    public void Queries_and_keys_are_normed_each_head_on_its_own()
    {
        var before = Run();
        Scale("q_proj", 3);
        Scale("k_proj", 0.5f);

        // Every head by a factor of its own, which its norm takes out but for the epsilon.
        AssertNear(before, Run());

        void Scale(string part, float factor)
        {
            foreach (var name in _checkpoint.Tensors.Keys.Where(name => name.EndsWith($"{part}.weight", StringComparison.Ordinal)).ToArray())
            {
                var (shape, values) = _checkpoint.Tensors[name];
                var ofHead = Head * (int)shape[1];
                _checkpoint.Set(name, [.. values.Select((value, i) => value * factor * (1 + (i / ofHead)))], shape);
            }
        }
    }

    [Fact]
    public void The_scales_of_the_norms_are_used()
    {
        var before = Run();
        var (shape, values) = _checkpoint.Tensors["language_model.model.layers.1.self_attn.k_norm.weight"];
        _checkpoint.Set("language_model.model.layers.1.self_attn.k_norm.weight", [.. values.Select(value => 2 * value)], shape);
        Assert.True(before[0].Logits.Zip(Run()[0].Logits, (e, a) => Math.Abs(e - a)).Max() > 100 * Logits);
    }

    [Fact]
    public async Task Both_forms_give_the_same_answer_alone_and_beside_others()
    {
        using var original = Changed("internvl_original", "llm_config");
        var (one, other) = (_checkpoint.Export(), original.Export());
        Assert.Equal(one.Manifest.Decoder, other.Manifest.Decoder);
        var requests = new[] { 1, 2, 6 }.Select(number => GoldenCase.Request("internvl", number, ModelPrecision.Float32)).ToArray();
        await using var alone = OnnxEngine.Load(one.Folder, new() { IntraOpThreads = 1, Lanes = 1 });
        await using var together = OnnxEngine.Load(other.Folder, new() { IntraOpThreads = 1, Lanes = 3 });
        var answers = await Task.WhenAll(requests.Select(request => together.GenerateAsync(request, TestContext.Current.CancellationToken)));
        foreach (var (request, actual) in requests.Zip(answers))
        {
            var expected = await alone.GenerateAsync(request, TestContext.Current.CancellationToken);
            Assert.NotEmpty(expected.Tokens);
            Assert.Equal(expected.Logits.SelectMany(logits => logits), actual.Logits.SelectMany(logits => logits));
            Assert.Equal(expected.AttentionRow, actual.AttentionRow);
        }
    }

    [Fact]
    public void Fields_that_are_left_out_are_what_transformers_takes()
    {
        _checkpoint.Edit("config.json", [], config => config["text_config"] = new JsonObject { ["model_type"] = "qwen3" });
        using var checkpoint = Checkpoint.Open(Path.GetDirectoryName(_checkpoint.PathOf("config.json"))!);
        var text = InternVlConfig.Read(checkpoint.Config, hasHead: true, null).Text;
        Assert.Equal(
            (4096, 22016, 32, 32, 32, 128, 151936),
            (text.Hidden, text.Intermediate, text.Layers, text.Heads, text.KeyValueHeads, text.HeadSize, text.Vocabulary));
        Assert.Equal((32768, 1e-6, 10000.0, true, false), (text.Context, text.NormEpsilon, text.RopeTheta, text.HasHeadNorms, text.HasAttentionBias));
        Assert.Empty(text.Windows);
    }

    [Fact]
    public void Every_node_of_the_float16_decoder_has_a_cuda_kernel()
    {
        var folder = _checkpoint.Export(ModelPrecision.Float16).Folder;
        Assert.Empty(CudaCheck.Problems(ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, ModelFileNames.Decoder))).Graph));
    }

    /// <summary>The checkpoint of a form with a text model of Qwen3: without biases, with norms of queries and keys.</summary>
    private static ChangedCheckpoint Changed(string family, string section)
    {
        var checkpoint = new ChangedCheckpoint(family);
        checkpoint.Edit("config.json", [section], text =>
        {
            text["model_type"] = "qwen3";
            text["architectures"] = new JsonArray("Qwen3ForCausalLM");
            text["head_dim"] = Head;
        });
        var random = new Random(3);
        foreach (var name in checkpoint.Tensors.Keys.Where(name => name.StartsWith("language_model", StringComparison.Ordinal)).ToArray())
        {
            if (!name.EndsWith("_proj.bias", StringComparison.Ordinal)) continue;
            checkpoint.Tensors.Remove(name);
            var norm = name.Replace("_proj.bias", "_norm.weight", StringComparison.Ordinal);
            if (!norm.Contains("v_norm")) checkpoint.Tensors[norm] = ([Head], [.. Enumerable.Range(0, Head).Select(_ => 0.8f + (0.4f * random.NextSingle()))]);
        }

        checkpoint.Rename(name => name);
        return checkpoint;
    }

    // The same tensors under the graph of Qwen3-VL, of which every pair of a head turns by the time.
    private (string Folder, ModelManifest Manifest) WithGridPositions(ModelManifest manifest)
    {
        using var checkpoint = Checkpoint.Open(Path.GetDirectoryName(_checkpoint.PathOf("config.json"))!);
        var names = InternVlTensorNames.Detect(checkpoint.Tensors);
        var text = InternVlConfig.Read(checkpoint.Config, checkpoint.Tensors.ContainsKey(names.Head), null).Text;
        text = text with { RotaryAxes = [.. Enumerable.Repeat(0, text.HeadSize / 2)] };
        var head = checkpoint.Tensor(text.TiedEmbeddings ? names.Embeddings : names.Head, text.Vocabulary, text.Hidden);
        var data = ModelFileNames.WeightsOf(ModelFileNames.Decoder);
        using (var file = new OutputFile(_folder.PathOf(data), new(1 << 30, null, TestContext.Current.CancellationToken)))
        {
            var graph = new GraphBuilder(ModelFileNames.Decoder, new(data, file));
            LlamaGraph.Build(new GraphWeights(graph, checkpoint, ModelPrecision.Float32), text, names.Language, head, manifest.AttentionLayer);
            file.Finish();
            File.WriteAllBytes(_folder.PathOf(ModelFileNames.Decoder), graph.Model().ToByteArray());
        }

        return (_folder.Location, manifest with { Decoder = text.Geometry });
    }

    private (float[] Logits, float[] Row)[] Run()
    {
        var (folder, manifest) = _checkpoint.Export();
        using var session = new DecoderSession(folder, manifest, capacity: 32);
        return session.Run([0], [.. Enumerable.Range(0, Positions).Select(Embedding)]);

        double[] Embedding(int position) => [.. Enumerable.Range(0, manifest.Decoder.Hidden).Select(column => Math.Sin((2 * position) + (3 * column)))];
    }

    private static void AssertNear((float[] Logits, float[] Row)[] expected, (float[] Logits, float[] Row)[] actual)
    {
        foreach (var (e, a) in expected.Zip(actual))
        {
            Assert.All(e.Logits.Zip(a.Logits), pair => Assert.InRange(pair.Second, pair.First - Logits, pair.First + Logits));
            Assert.All(e.Row.Zip(a.Row), pair => Assert.InRange(pair.Second, pair.First - Rows, pair.First + Rows));
        }
    }
}
