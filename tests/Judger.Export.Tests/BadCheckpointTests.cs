using Judger.Export.Checkpoints;
using Judger.Export.Pipeline;
using Judger.Export.Tests.Fixtures;

namespace Judger.Export.Tests;

public sealed class BadCheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RandomCheckpoint _checkpoint = new(new());

    private string Input => _folder.PathOf("checkpoint");

    private string Output => _folder.PathOf("model");

    [Theory]
    [InlineData("\"model_type\":\"llava\"", "\"model_type\":\"qwen2_vl\"", "model_type is 'qwen2_vl'")]
    [InlineData("\"model_type\":\"llama\"", "\"model_type\":\"mistral\"", "text_config.model_type is mistral")]
    [InlineData("clip_vision_model", "siglip_vision_model", "vision_config.model_type is siglip_vision_model")]
    [InlineData("\"vision_feature_select_strategy\":\"default\"", "\"vision_feature_select_strategy\":\"full\"", "vision_feature_select_strategy is full")]
    [InlineData("\"vision_feature_layer\":-2", "\"vision_feature_layer\":-9", "vision_feature_layer is -9")]
    [InlineData("\"vision_feature_layer\":-2", "\"vision_feature_layer\":[-2,-5]", "vision_feature_layer is -5")]
    [InlineData("\"vision_feature_layer\":-2", "\"vision_feature_layer\":[]", "vision_feature_layer is not a whole number or a list of whole numbers")]
    [InlineData("\"projector_hidden_act\":\"gelu\"", "\"projector_hidden_act\":\"relu\"", "projector_hidden_act is relu")]
    [InlineData("\"rope_theta\":1000", "\"rope_scaling\":{\"rope_type\":\"llama3\"}", "rope_scaling.rope_type is llama3")]
    [InlineData("\"rope_theta\":1000", "\"attention_bias\":true", "attention_bias is true")]
    [InlineData("\"head_dim\":64", "\"head_dim\":40", "head_dim is 40")]
    [InlineData("\"num_key_value_heads\":2", "\"num_key_value_heads\":0", "above 0")]
    [InlineData("\"vocab_size\":", "\"vocab_size\":1", "config.json asks for")]
    [InlineData("\"text_config\":{", "\"text_config\":3,\"x\":{", "text_config is not an object")]
    [InlineData("{\"model_type\":\"llava\"", "{\"model_type\":\"llava\",,", "is not JSON")]
    public void A_configuration_of_another_architecture_is_refused_by_name(string was, string becomes, string problem)
    {
        _checkpoint.Write(Input);
        Edit("config.json", was, becomes);
        AssertRefused(problem);
    }

    [Theory]
    [InlineData("\"resample\":3", "\"resample\":0", "resample is 0")]
    [InlineData("\"shortest_edge\":24", "\"shortest_edge\":32", "size is 32")]
    [InlineData("\"do_normalize\":true", "\"do_normalize\":false", "do_normalize is false")]
    [InlineData("[0.25,0.26,0.27]", "[0.25,0,0.27]", "image_std is not three numbers above 0")]
    public void Preprocessing_that_the_engine_does_not_do_is_refused(string was, string becomes, string problem)
    {
        _checkpoint.Write(Input);
        Edit("preprocessor_config.json", was, becomes);
        AssertRefused(problem);
    }

    [Fact]
    public void A_missing_tensor_is_named()
    {
        _checkpoint.Tensors.Remove("multi_modal_projector.linear_2.bias");
        _checkpoint.Write(Input);
        Assert.Equal("multi_modal_projector.linear_2.bias", AssertRefused("is missing").Tensor);
    }

    [Fact]
    public void A_tensor_of_another_shape_is_named_with_both_shapes()
    {
        var name = "language_model.model.layers.2.mlp.up_proj.weight";
        var (shape, values) = _checkpoint.Tensors[name];
        _checkpoint.Tensors[name] = ([shape[1], shape[0]], values);
        _checkpoint.Write(Input);
        Assert.Equal(name, AssertRefused("has shape [96, 80], config.json asks for [80, 96]").Tensor);
    }

    [Fact]
    public void A_truncated_file_is_refused_wherever_it_was_cut()
    {
        _checkpoint.Write(Input);
        var path = Path.Combine(Input, "model.safetensors");
        var length = new FileInfo(path).Length;
        foreach (var cut in new[] { length - 1, length / 2, 100, 9, 3 })
        {
            using (var file = File.OpenWrite(path)) file.SetLength(cut);
            AssertRefused("truncated or damaged");
        }
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("model.safetensors")]
    [InlineData("tokenizer.model")]
    public void A_missing_file_is_named(string name)
    {
        _checkpoint.Write(Input);
        File.Delete(Path.Combine(Input, name));
        Assert.Equal(Path.Combine(Input, name), AssertRefused("is missing").File);
    }

    public void Dispose() => _folder.Dispose();

    private void Edit(string file, string was, string becomes)
    {
        var path = Path.Combine(Input, file);
        var text = File.ReadAllText(path);
        Assert.Contains(was, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(was, becomes, StringComparison.Ordinal));
    }

    private CheckpointException AssertRefused(string problem)
    {
        var options = new ExportOptions { Checkpoint = Input, Output = Output };
        var error = Assert.Throws<CheckpointException>(() => ModelExporter.Export(options, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(["checkpoint"], Directory.GetFileSystemEntries(_folder.Location).Select(Path.GetFileName));
        return error;
    }
}
