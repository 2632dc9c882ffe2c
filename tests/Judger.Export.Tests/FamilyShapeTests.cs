using System.Text.Json.Nodes;
using Judger.Export.Checkpoints;
using Judger.Export.Families;
using Judger.Export.Pipeline;
using Judger.Export.Synthetic;
using Judger.Export.Tests.Fixtures;
using Judger.Export.Tests.Golden;
using Judger.Imaging.Pixels;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests;

/// <summary>Random checkpoints of every family: their tensors are those of published files, and a small one can be exported and asked.</summary>
public sealed class FamilyShapeTests : IDisposable
{
    // What makes a published shape small. Ids of tokens that are named lie within the small vocabulary.
    private const string SmallText =
        """
        "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16,
        "max_position_embeddings": 2048, "vocab_size": 700, "bos_token_id": 1, "eos_token_id": 2
        """;

    private static readonly Dictionary<string, string> Small = new()
    {
        ["llava-next-mistral-7b"] =
            $$"""
            {"text_config": { {{SmallText}} }, "vision_config": { {{SmallTower(56)}} }, "image_token_index": 699,
             "image_grid_pinpoints": [[56, 112], [112, 56]]}
            """,
        ["llava-onevision-0.5b"] =
            $$"""
            {"text_config": { {{SmallText}} }, "vision_config": { {{SmallTower(56)}} }, "image_token_index": 699, "eos_token_id": 3,
             "image_grid_pinpoints": [[56, 112], [112, 56]]}
            """,
        ["qwen2.5-vl-3b"] =
            $$"""
            { {{SmallText}}, "rope_scaling": {"mrope_section": [2, 3, 3]}, "image_token_id": 699,
              "vision_config": {"depth": 2, "hidden_size": 32, "intermediate_size": 48, "num_heads": 2, "out_hidden_size": 64, "fullatt_block_indexes": [1]} }
            """,
        ["qwen3-vl-4b"] =
            $$"""
            {"text_config": { {{SmallText}}, "rope_scaling": {"mrope_section": [4, 2, 2]} }, "image_token_id": 699,
             "vision_config": {"depth": 3, "hidden_size": 32, "intermediate_size": 48, "num_heads": 2, "out_hidden_size": 64, "num_position_embeddings": 16,
                               "deepstack_visual_indexes": [0, 1]} }
            """,
        ["smolvlm2-2.2b"] =
            $$"""{"text_config": { {{SmallText}} }, "vision_config": { {{SmallTower(42)}} }, "image_token_id": 699, "eos_token_id": 3}""",
        ["internvl3-2b"] =
            $$"""
            {"text_config": { {{SmallText}} }, "image_token_id": 699, "image_seq_length": 4,
             "vision_config": {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 2, "image_size": 56} }
            """,
        ["internvl3.5-4b"] =
            $$"""
            {"text_config": { {{SmallText}} }, "image_token_id": 699, "image_seq_length": 4,
             "vision_config": {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 2, "image_size": 56} }
            """,
        ["gemma3-4b"] =
            $$"""
            {"text_config": { {{SmallText}}, "sliding_window": 24, "sliding_window_pattern": 2, "query_pre_attn_scalar": 16 }, "image_token_index": 699,
             "mm_tokens_per_image": 4, "eos_token_id": [2, 3], "vision_config": { {{SmallTower(56)}} } }
            """,
    };

    private static readonly Dictionary<string, string> SmallProcessors = new()
    {
        ["qwen2.5-vl-3b"] = """{"max_pixels": 100352}""",
        ["qwen3-vl-4b"] = """{"size": {"shortest_edge": 4096, "longest_edge": 102400}}""",
        ["smolvlm2-2.2b"] = """{"size": {"longest_edge": 84}, "max_image_size": {"longest_edge": 42}}""",
        ["internvl3-2b"] = """{"size": {"height": 56, "width": 56}}""",
        ["internvl3.5-4b"] = """{"size": {"height": 56, "width": 56}}""",
        ["gemma3-4b"] = """{"size": {"height": 56, "width": 56}}""",
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> SmallNames => [.. Small.Keys];

    public static TheoryData<string> PublishedNames => [.. CheckpointShapes.Names];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("llava")]
    [InlineData("llava_next_vicuna")]
    [InlineData("llava_next_mistral")]
    [InlineData("llava_onevision")]
    [InlineData("qwen2_5_vl")]
    [InlineData("qwen3_vl")]
    [InlineData("smolvlm")]
    [InlineData("internvl")]
    [InlineData("internvl_original")]
    [InlineData("gemma3")]
    public void A_configuration_asks_for_the_tensors_of_the_checkpoint_that_it_lies_beside(string family)
    {
        var folder = Path.GetDirectoryName(GoldenFolder.Require($"{family}/checkpoint/config.json"))!;
        using var checkpoint = Checkpoint.Open(folder);
        Assert.Equal(
            checkpoint.Tensors.Select(tensor => $"{Published(tensor.Key)} [{string.Join(", ", tensor.Value.Shape)}]").Order(StringComparer.Ordinal),
            CheckpointShapes.Read(folder).Layout().Select(tensor => $"{tensor.Name} [{string.Join(", ", tensor.Shape)}]").Order(StringComparer.Ordinal));

        // One checkpoint is in the naming of transformers 5.
        string Published(string name) =>
            family == "llava_next_mistral" ? name.Replace("vision_tower.", "vision_tower.vision_model.", StringComparison.Ordinal) : name;
    }

    [Theory]
    [MemberData(nameof(SmallNames))]
    public async Task A_small_one_is_written_and_exported_and_answers_a_question(string name)
    {
        var checkpoint = Write(name);
        var model = _folder.PathOf("model");
        var warnings = new List<string>();
        var manifest = ModelExporter.Export(
            new() { Checkpoint = checkpoint, Output = model, Warn = warnings.Add }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(warnings);
        await using var engine = OnnxEngine.Load(model, new() { IntraOpThreads = 1 });
        var pixels = new RgbImage(60, 40, [.. Enumerable.Range(0, 60 * 40 * 3).Select(i => (byte)(i * 7))]);
        var answer = await engine.GenerateAsync(
            new()
            {
                Prompt = manifest.Prompts.Baseline.Fill("What number is on the pink object?", "", ""),
                Images = [new("image", pixels, PixelBox.Whole(pixels.Size))],
                MaxNewTokens = 3,
                CaptureAttention = true,
                CaptureLogits = true,
            },
            TestContext.Current.CancellationToken);
        Assert.NotEmpty(answer.Tokens);
        Assert.All(answer.Logits.SelectMany(logits => logits), logit => Assert.True(float.IsFinite(logit)));

        // The model does not give one token whatever it sees.
        Assert.InRange(answer.Logits[0].Distinct().Count(), 300, int.MaxValue);
        Assert.InRange(answer.AttentionRow!.Sum(), 1e-6, 1 + 1e-4);
        Assert.Equal(engine.Manifest.Layout(pixels.Size, 1).Tokens, answer.AttentionRow!.Length);
    }

    [Fact]
    public void Every_family_has_a_shape_that_is_made_small_here()
    {
        var types = Small.Keys.Select(name => Files(name)["config.json"]!["model_type"]!.GetValue<string>()).ToArray();
        Assert.All(
            ModelFamilies.All.Where(family => family is not Export.Families.Llava.LlavaFamily), family => Assert.NotEmpty(family.ModelTypes.Intersect(types)));
    }

    [Theory]
    [MemberData(nameof(PublishedNames))]
    public void A_named_shape_has_the_parameters_of_its_name(string name)
    {
        var parameters = CheckpointShapes.Named(name).Layout().Sum(tensor => tensor.Elements) / 1e9;
        var (least, most) = name switch
        {
            "small" => (0, 0.001),
            "billion" => (1, 1.5),
            "llava-7b" or "llava-next-mistral-7b" => (6.9, 7.7),
            "llava-onevision-0.5b" => (0.85, 0.95),
            "llava-onevision-7b" => (7.9, 8.1),
            "qwen2.5-vl-3b" => (3.7, 3.8),
            "qwen2.5-vl-7b" => (8.2, 8.4),
            "qwen3-vl-2b" => (2.1, 2.2),
            "qwen3-vl-4b" => (4.4, 4.5),
            "qwen3-vl-8b" => (8.7, 8.9),
            "smolvlm2-2.2b" => (2.2, 2.3),
            "smolvlm2-500m" => (0.45, 0.55),
            "internvl3-2b" => (2.0, 2.2),
            "internvl3-8b" => (7.8, 8.0),
            "internvl3.5-4b" => (4.6, 4.8),
            "gemma3-4b" => (4.25, 4.35),
            _ => throw new NotSupportedException($"Say how many parameters {name} has."),
        };
        Assert.InRange(parameters, least, most);
    }

    [Fact]
    public void Token_ids_are_those_of_the_configuration_and_no_other_piece_has_them()
    {
        var checkpoint = Write("gemma3-4b");
        var tokenizer = Inference.Tokenization.Bpe.BpeTokenizer.Load(Path.Combine(checkpoint, ModelFileNames.TokenizerJson));
        Assert.Equal((1, 2, 699), (tokenizer.Special["<bos>"], tokenizer.Special["<eos>"], tokenizer.Special["<image_soft_token>"]));
        Assert.DoesNotContain(tokenizer.Encode("\u0001\u0002 What number is on the pink object?"), tokenizer.Special.Values.Contains);
        Assert.InRange(tokenizer.Count, 600, 700);
    }

    [Fact]
    public void A_vocabulary_without_room_for_the_bytes_is_refused() => Assert.Contains(
        "vocab_size is 200",
        Assert.Throws<CheckpointException>(() => Write("internvl3-2b", """{"text_config": {"vocab_size": 200}, "image_token_id": 199}""")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_folder_without_a_configuration_is_refused() =>
        Assert.Contains("is missing", Assert.Throws<CheckpointException>(() => CheckpointShapes.Read(_folder.Location)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_tokenizer_that_lies_beside_the_configuration_is_taken()
    {
        var folder = Path.GetDirectoryName(GoldenFolder.Require("qwen2_5_vl/checkpoint/config.json"))!;
        SyntheticCheckpoint.Write(
            new() { Output = _folder.PathOf("random"), Geometry = CheckpointShapes.Read(folder) }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "tokenizer.json")), File.ReadAllBytes(_folder.PathOf("random/tokenizer.json")));
    }

    private static string SmallTower(int side) =>
        $"\"hidden_size\": 32, \"intermediate_size\": 48, \"num_hidden_layers\": 3, \"num_attention_heads\": 2, \"image_size\": {side}, \"patch_size\": 14";

    // The checkpoint of a named shape, made small.
    private string Write(string name, string more = "{}")
    {
        var (source, files) = (Directory.CreateDirectory(_folder.PathOf("source")).FullName, Files(name));
        var config = files["config.json"]!.AsObject();
        Merge(config, Small[name]);
        Merge(config, more);
        if (SmallProcessors.TryGetValue(name, out var processor)) Merge(files["preprocessor_config.json"]!.AsObject(), processor);
        if (files["processor_config.json"] is JsonObject tokens) tokens["image_seq_length"] = 4;
        foreach (var (file, content) in files) File.WriteAllText(Path.Combine(source, file), content!.ToJsonString());
        SyntheticCheckpoint.Write(
            new() { Output = _folder.PathOf("random"), Geometry = CheckpointShapes.Read(source) }, cancellationToken: TestContext.Current.CancellationToken);
        return _folder.PathOf("random");
    }

    private static JsonObject Files(string name)
    {
        using var stream = typeof(CheckpointShapes).Assembly.GetManifestResourceStream($"shapes/{name}.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }

    private static void Merge(JsonObject target, string json)
    {
        foreach (var (name, value) in JsonNode.Parse(json)!.AsObject())
        {
            if (value is JsonObject inner && target[name] is JsonObject section) Merge(section, inner.ToJsonString());
            else target[name] = value?.DeepClone();
        }
    }
}
