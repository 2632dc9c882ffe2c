using Judger.Export.Checkpoints;
using Judger.Export.Pipeline;
using Judger.Export.Synthetic;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests;

public sealed class ShardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RandomCheckpoint _checkpoint = new(new());

    private string Input => _folder.PathOf("checkpoint");

    private string Index => Path.Combine(Input, "model.safetensors.index.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Shards_make_the_same_model_as_one_file()
    {
        _checkpoint.Write(_folder.PathOf("single"));
        _checkpoint.WriteShards(Input, 3);
        Assert.Equal(Export(_folder.PathOf("single")).WeightsDigest, Export(Input).WeightsDigest);
    }

    [Fact]
    public void Tensors_of_several_number_formats_are_exported_together()
    {
        _checkpoint.Write(Input);
        WeightType[] types = [WeightType.Float32, WeightType.Float16, WeightType.BFloat16];
        var mixed = _checkpoint.Tensors.Select((tensor, i) => (tensor.Key, tensor.Value.Shape, tensor.Value.Values, Type: types[i % 3])).ToArray();
        SafetensorsWriter.Write(
            Path.Combine(Input, "model.safetensors"), mixed.ToDictionary(tensor => tensor.Key, tensor => (tensor.Shape, tensor.Values, tensor.Type)));
        foreach (var (name, shape, values, type) in mixed)
            _checkpoint.Tensors[name] = (shape, [.. values.Select(value => SafetensorsWriter.Round(value, type))]);

        var manifest = Export(Input);
        var reference = new ReferenceModel(_checkpoint);
        double[][] prompt = [.. Enumerable.Range(0, 12).Select(reference.Embed)];
        using var decoder = new DecoderSession(Input + "-model", manifest);
        var (expected, _) = reference.Run(prompt, 1);
        Assert.All(expected.Zip(decoder.Run([0], prompt)[0].Logits), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }

    [Fact]
    public void A_missing_shard_is_named()
    {
        _checkpoint.WriteShards(Input, 2);
        File.Delete(Path.Combine(Input, ShardFiles.NameOf(1, 2)));
        Assert.Equal(Path.Combine(Input, ShardFiles.NameOf(1, 2)), AssertRefused("is missing").File);
    }

    [Fact]
    public void A_tensor_that_is_not_where_the_index_says_is_named_with_its_shard()
    {
        _checkpoint.WriteShards(Input, 2);
        var name = _checkpoint.Language + "norm.weight";
        File.WriteAllText(Index, File.ReadAllText(Index).Replace($"\"{name}\"", "\"elsewhere.weight\"", StringComparison.Ordinal));
        Assert.Equal("elsewhere.weight", AssertRefused("model.safetensors.index.json places it there").Tensor);
    }

    [Theory]
    [InlineData("""{"weight_map": {"a": "../other.safetensors"}}""", "weight_map.a is not the name of a file beside it")]
    [InlineData("""{"weight_map": {"a": 3}}""", "weight_map.a is not a string")]
    [InlineData("""{"weight_map": {}}""", "weight_map is not a list")]
    [InlineData("""{"weight_map": [1]}""", "weight_map is not an object")]
    [InlineData("""{"weight_map":""", "is not JSON")]
    public void An_index_that_lies_is_refused(string json, string problem)
    {
        _checkpoint.WriteShards(Input, 2);
        File.WriteAllText(Index, json);
        AssertRefused(problem);
    }

    [Fact]
    public void A_checkpoint_of_pickles_is_refused_with_the_way_out()
    {
        _checkpoint.Write(Input);
        File.Move(Path.Combine(Input, "model.safetensors"), Path.Combine(Input, "pytorch_model-00001-of-00002.bin"));
        AssertRefused("save the checkpoint with safetensors");
    }

    private static ModelManifest Export(string checkpoint) =>
        ModelExporter.Export(new() { Checkpoint = checkpoint, Output = checkpoint + "-model" }, cancellationToken: TestContext.Current.CancellationToken);

    private CheckpointException AssertRefused(string problem)
    {
        var error = Assert.Throws<CheckpointException>(() => Export(Input));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.False(Path.Exists(Input + "-model"));
        return error;
    }
}
