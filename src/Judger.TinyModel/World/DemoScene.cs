namespace Judger.TinyModel.World;

/// <summary>A scene and questions to try on it.</summary>
/// <param name="Scene">The scene.</param>
/// <param name="Questions">Two fine questions, a coarse one, and whether something is there.</param>
public sealed record DemoScene(Scene Scene, IReadOnlyList<WorldQuestion> Questions)
{
    private static readonly QuestionKind[] Kinds = [QuestionKind.Fine, QuestionKind.Fine, QuestionKind.Coarse, QuestionKind.YesNo];

    /// <summary>The scene of a seed, the same one always.</summary>
    /// <param name="seed">Which one, from 0.</param>
    /// <param name="split">Of which split. <value>Default: test, which is never trained on.</value></param>
    public static DemoScene Draw(int seed, SceneSplit split = SceneSplit.Test)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seed);
        var scene = SceneGenerator.Draw(split, (ulong)seed, 0);
        var random = new WorldRandom((ulong)split, (ulong)seed, 1);
        return new(scene, [.. Kinds.Select(kind => QuestionWriter.Ask(random, scene, kind))]);
    }
}
