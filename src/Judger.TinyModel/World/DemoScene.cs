namespace Judger.TinyModel.World;

/// <summary>A scene of the test split, never trained on, and questions to try on it.</summary>
/// <param name="Scene">The scene.</param>
/// <param name="Questions">Two fine questions, a coarse one, and whether something is there.</param>
public sealed record DemoScene(Scene Scene, IReadOnlyList<WorldQuestion> Questions)
{
    private static readonly QuestionKind[] Kinds = [QuestionKind.Fine, QuestionKind.Fine, QuestionKind.Coarse, QuestionKind.YesNo];

    /// <summary>The scene of a seed, the same one always.</summary>
    public static DemoScene Draw(int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seed);
        var scene = SceneGenerator.Draw(SceneSplit.Test, (ulong)seed, 0);
        var random = new WorldRandom((ulong)SceneSplit.Test, (ulong)seed, 1);
        return new(scene, [.. Kinds.Select(kind => QuestionWriter.Ask(random, scene, kind))]);
    }
}
