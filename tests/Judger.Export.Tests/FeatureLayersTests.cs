using System.Text.Json.Nodes;
using Judger.Export.Pipeline;
using Judger.Export.Synthetic;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests;

/// <summary>Projectors that see several layers of the vision tower, or have no biases.</summary>
public sealed class FeatureLayersTests : IDisposable
{
    private const string First = "multi_modal_projector.linear_1", Second = "multi_modal_projector.linear_2";
    private static readonly SyntheticGeometry Geometry = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_outputs_of_several_layers_stand_side_by_side_in_the_order_of_the_list(int place)
    {
        int[] layers = [-2, 1, -1];
        var single = new RandomCheckpoint(Geometry);
        var several = new RandomCheckpoint(Geometry);

        // The first linear layer looks at one of the three parts only, where it has the weights of the single model.
        int rows = Geometry.Hidden, columns = Geometry.VisionHidden;
        var weights = new float[rows * columns * 3];
        for (var i = 0; i < rows * columns; i++) weights[(i / columns * columns * 3) + (place * columns) + (i % columns)] = single[First + ".weight"][i];
        several.Tensors[First + ".weight"] = ([rows, columns * 3], weights);

        var expected = Encode(Export("single", single, config => config["vision_feature_layer"] = layers[place]));
        var model = Export("several", several, config => config["vision_feature_layer"] = new JsonArray([.. layers.Select(layer => (JsonNode)layer)]));

        Assert.Equal(columns * 3, model.Manifest.Vision.Hidden);
        var actual = Encode(model);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void A_list_of_one_layer_is_that_layer()
    {
        var checkpoint = new RandomCheckpoint(Geometry);

        var number = Export("number", checkpoint, config => config["vision_feature_layer"] = -2).Manifest;
        var list = Export("list", checkpoint, config => config["vision_feature_layer"] = new JsonArray(-2)).Manifest;

        Assert.Equal(number.WeightsDigest, list.WeightsDigest);
    }

    [Fact]
    public void A_projector_without_biases_computes_as_one_whose_biases_are_zero()
    {
        var zero = new RandomCheckpoint(Geometry);
        Array.Clear(zero[First + ".bias"]);
        Array.Clear(zero[Second + ".bias"]);
        var without = new RandomCheckpoint(Geometry);
        without.Tensors.Remove(First + ".bias");
        without.Tensors.Remove(Second + ".bias");

        var expected = Encode(Export("zero", zero, _ => { }));
        var actual = Encode(Export("without", without, config => config["multimodal_projector_bias"] = false));

        Assert.Equal(expected, actual);
    }

    private (string Folder, ModelManifest Manifest) Export(string name, RandomCheckpoint checkpoint, Action<JsonObject> change)
    {
        var folder = _folder.PathOf(name);
        checkpoint.Write(folder);
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "config.json")))!.AsObject();
        change(config);
        File.WriteAllText(Path.Combine(folder, "config.json"), config.ToJsonString());
        var output = folder + "-model";
        return (output, ModelExporter.Export(new() { Checkpoint = folder, Output = output }, cancellationToken: TestContext.Current.CancellationToken));
    }

    private static float[] Encode((string Folder, ModelManifest Manifest) model)
    {
        var random = new Random(5);
        using var session = new ImageSession(model.Folder, model.Manifest);
        return session.Encode([.. Enumerable.Range(0, 3 * Geometry.ImageSize * Geometry.ImageSize).Select(_ => (4 * random.NextSingle()) - 2)]);
    }
}
