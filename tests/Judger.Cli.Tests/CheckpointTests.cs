using System.Text.Json;
using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests;

public sealed class CheckpointTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_random_checkpoint_is_written_in_shards_and_can_be_exported()
    {
        var result = await JudgerTool.RunAsync(
            "checkpoint", "--output", _folder["random"], "--shape", "small", "--type", "bfloat16", "--shard-size", "100000", "--json");

        Assert.Equal(0, result.ExitCode);
        var summary = JsonDocument.Parse(result.Output).RootElement;
        var shards = Directory.GetFiles(_folder["random"], "model-*.safetensors");
        Assert.InRange(shards.Length, 2, 20);
        Assert.Equal(
            (_folder["random"], "small", "bfloat16", 1, shards.Length, shards.Sum(file => new FileInfo(file).Length)),
            (
                Text("output"),
                Text("shape"),
                Text("type"),
                summary.GetProperty("seed").GetInt32(),
                summary.GetProperty("shards").GetInt32(),
                summary.GetProperty("bytes").GetInt64()));
        Assert.Contains("100 %", result.Errors, StringComparison.Ordinal);

        var export = await JudgerTool.RunAsync("export", "--checkpoint", _folder["random"], "--output", _folder["model"], "--precision", "float16", "--json");

        Assert.Equal(0, export.ExitCode);
        Assert.Equal("random", JsonDocument.Parse(export.Output).RootElement.GetProperty("name").GetString());

        string? Text(string name) => summary.GetProperty(name).GetString();
    }

    [Fact]
    public async Task The_seed_alone_decides_about_the_weights()
    {
        Task<ToolResult> Write(string name, string seed) => JudgerTool.RunAsync("checkpoint", "--output", _folder[name], "--shape", "small", "--seed", seed);

        var result = await Write("first", "7");
        await Task.WhenAll(Write("second", "7"), Write("third", "8"));

        Assert.StartsWith($"Wrote {_folder["first"]}: small, float16, random weights, ", result.Output, StringComparison.Ordinal);
        Assert.Equal(Weights("first"), Weights("second"));
        Assert.NotEqual(Weights("first"), Weights("third"));

        byte[] Weights(string name) => File.ReadAllBytes(Path.Combine(_folder[name], "model.safetensors"));
    }

    [Fact]
    public async Task The_configuration_of_any_model_gives_a_random_checkpoint_of_its_shape()
    {
        var config = Directory.CreateDirectory(_folder["config"]).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(config, "config.json"),
            """
            {"model_type": "internvl", "image_token_id": 699, "tie_word_embeddings": true,
             "text_config": {"model_type": "qwen3", "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2, "num_attention_heads": 4,
                             "num_key_value_heads": 2, "head_dim": 16, "vocab_size": 700, "max_position_embeddings": 1024},
             "vision_config": {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 2, "image_size": 56}}
            """,
            TestContext.Current.CancellationToken);

        var result = await JudgerTool.RunAsync("checkpoint", "--output", _folder["random"], "--config", config);

        Assert.Equal(0, result.ExitCode);
        var export = await JudgerTool.RunAsync("export", "--checkpoint", _folder["random"], "--output", _folder["model"], "--precision", "int8");
        Assert.Equal(0, export.ExitCode);
    }

    [Fact]
    public async Task A_model_that_cannot_be_exported_has_no_random_checkpoint()
    {
        var config = Directory.CreateDirectory(_folder["config"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(config, "config.json"), """{"model_type": "qwen2_vl"}""", TestContext.Current.CancellationToken);
        (await JudgerTool.RunAsync("checkpoint", "--output", _folder["random"], "--config", config)).AssertError("model_type is 'qwen2_vl'", "llava_next");
    }

    [Fact]
    public async Task A_folder_that_exists_is_refused() =>
        (await JudgerTool.RunAsync("checkpoint", "--output", _folder.Root, "--shape", "small")).AssertError("exists already", "give another --output");

    [Theory]
    [InlineData("--shape huge", "'huge'", "llava-7b")]
    [InlineData("--shape small --config .", "Give --shape or --config, not both.")]
    [InlineData("--type int8", "'int8'", "bfloat16")]
    [InlineData("--shard-size 0", "--shard-size must be at least 1.")]
    [InlineData("--seed -1", "--seed must be at least 0.")]
    public async Task An_option_that_cannot_be_understood_is_a_usage_error(string option, params string[] parts)
    {
        var result = await JudgerTool.RunAsync(["checkpoint", "--output", _folder["random"], .. option.Split(' ')]);

        result.AssertError([.. parts, "See judger checkpoint --help."]);
        Assert.False(Directory.Exists(_folder["random"]));
    }

    [Fact]
    public async Task The_help_says_that_answers_mean_nothing()
    {
        var result = await JudgerTool.RunAsync("checkpoint", "--help");

        Assert.Contains("The weights are random: the answers mean nothing", result.Output, StringComparison.Ordinal);
    }
}
