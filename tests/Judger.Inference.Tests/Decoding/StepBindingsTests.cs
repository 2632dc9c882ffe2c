using Judger.Inference.Decoding;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;

namespace Judger.Inference.Tests.Decoding;

public sealed class StepBindingsTests(ModelFixture fixture) : IClassFixture<ModelFixture>
{
    private const int Lanes = 12;

    [Fact]
    public void Ranges_of_lanes_share_a_bounded_number_of_bindings_and_a_binding_that_is_made_again_computes_the_same()
    {
        using var parts = ModelParts.Load(ModelFolder.Open(fixture.Model.Location), ModelFixture.Options with { Lanes = Lanes, MaxContext = 32 });
        var decoder = (OnnxDecoder)parts.Decoder;
        var expected = Step(parts, 0, 2);

        var ranges = 0;
        for (var first = 0; first < Lanes; first++)
        {
            for (var count = 1; first + count <= Lanes; count++, ranges++) Step(parts, first, count);
        }

        Assert.True(ranges > StepBindings.PerLane * Lanes, "There are no more ranges than bindings.");
        Assert.Equal(StepBindings.PerLane * Lanes, decoder.StepBindings);
        Assert.Equal(expected, Step(parts, 0, 2));
        Assert.Equal(StepBindings.PerLane * Lanes, decoder.StepBindings);
    }

    private static float[] Step(ModelParts parts, int first, int count)
    {
        for (var lane = first; lane < first + count; lane++) parts.Embeddings.Read(5, parts.Decoder.StepInput(lane, past: 0));
        parts.Decoder.Step(first, count);
        return parts.Decoder.Logits(first).ToArray();
    }
}
