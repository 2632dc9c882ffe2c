using Judger.Inference.Contract;
using Judger.Inference.Simulation;

namespace Judger.Inference.Tests.Scheduling;

/// <summary>Requests with different salts have nothing from each other, and get the same answers.</summary>
public sealed class SaltTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<GenerationRequest> Requests =>
    [
        Simulation.Ask("what is it?", Simulation.Image(1)),
        Simulation.Ask("what is it?", Simulation.Image(1), Simulation.Crop(1, 3)),
        Simulation.AskAfter("look: ", "what is it?", Simulation.Image(1)),
    ];

    [Theory]
    [MemberData(nameof(Requests), DisableDiscoveryEnumeration = true)]
    public async Task Only_the_same_salt_finds_what_was_computed(GenerationRequest request)
    {
        await using var engine = SimulatedDevice.Start(Simulation.Model, new() { Workers = 1, Lanes = 2 });
        var images = request.Images.Count;
        var expected = await Simulation.AnswerAlone([request], Token);

        foreach (var salt in new[] { null, "a", "b" })
        {
            var salted = request with { CacheSalt = salt };
            var first = await engine.GenerateAsync(salted, Token);
            var again = await engine.GenerateAsync(salted, Token);

            Assert.Equal((images, 0, 0), (first.Work.ImagesEncoded, first.Work.ImagesCached, first.Work.TokensReused));
            Assert.Equal((0, Simulation.LengthOf(request) - 2), (again.Work.ImagesEncoded, again.Work.TokensReused));
            Assert.Equal([expected[0], expected[0]], [Simulation.Describe(first), Simulation.Describe(again)]);
        }
    }
}
