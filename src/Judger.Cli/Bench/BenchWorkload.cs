using Judger.Imaging.Encoders;
using Judger.TinyModel.World;

namespace Judger.Cli.Bench;

/// <summary>Draws the questions of a load before it begins, so that drawing them is not measured.</summary>
/// <param name="seed">The same seed gives the same questions, arrivals included.</param>
/// <param name="imageReuse">How often a question is about an image that was asked about before, 0 to 1.</param>
internal sealed class BenchWorkload(ulong seed, double imageReuse)
{
    // Streams that nothing else draws from: no image of a load is one that an evaluation left in a cache.
    private const ulong Load = 0xBE7C;
    private const ulong WarmUp = 0xBE7D;

    /// <summary>Questions to warm up with; their images are not those of the load.</summary>
    public IReadOnlyList<BenchQuestion> DrawWarmUp(int count, CancellationToken cancellationToken) => Draw(WarmUp, count, cancellationToken);

    /// <summary>The load's questions.</summary>
    public IReadOnlyList<BenchQuestion> Draw(int count, CancellationToken cancellationToken) => Draw(Load, count, cancellationToken);

    /// <summary>Poisson arrivals during a number of seconds, in seconds from the start.</summary>
    public IReadOnlyList<double> Arrivals(double perSecond, double seconds)
    {
        var random = new WorldRandom((ulong)SceneSplit.Test, seed, Load, 1);
        var arrivals = new List<double>();
        for (var at = Gap(); at < seconds; at += Gap()) arrivals.Add(at);
        return arrivals;

        double Gap() => -Math.Log(1 - random.NextDouble()) / perSecond;
    }

    private BenchQuestion[] Draw(ulong stream, int count, CancellationToken cancellationToken)
    {
        var random = new WorldRandom((ulong)SceneSplit.Test, seed, stream);
        var kinds = Enum.GetValues<QuestionKind>();
        var scenes = 0;
        var chosen = new (int Scene, QuestionKind Kind, ulong Key)[count];
        for (var index = 0; index < count; index++)
        {
            var isReused = scenes > 0 && random.Chance(imageReuse);
            chosen[index] = (isReused ? random.Next(scenes) : scenes++, random.Pick(kinds), random.NextUInt64());
        }

        var drawn = new (Scene Scene, byte[] Image)[scenes];
        Parallel.For(0, scenes, new() { CancellationToken = cancellationToken }, index =>
        {
            var scene = SceneGenerator.Draw(new WorldRandom((ulong)SceneSplit.Test, seed, stream, 2, (ulong)index), SceneLayout.Standard);
            drawn[index] = (scene, ImageEncoder.EncodePng(scene.Image));
        });
        return [.. chosen.Select(
            one => new BenchQuestion(drawn[one.Scene].Image, QuestionWriter.Ask(new WorldRandom(one.Key), drawn[one.Scene].Scene, one.Kind)))];
    }
}
