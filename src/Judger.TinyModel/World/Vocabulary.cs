namespace Judger.TinyModel.World;

/// <summary>The world's words.</summary>
public static class Vocabulary
{
    /// <summary>All colours.</summary>
    public static IReadOnlyList<SceneColor> Colors { get; } = Enum.GetValues<SceneColor>();

    /// <summary>All shapes.</summary>
    public static IReadOnlyList<SceneShape> Shapes { get; } = Enum.GetValues<SceneShape>();

    /// <summary>The colour as questions and answers say it.</summary>
    public static string Word(this SceneColor color) => color.ToString().ToLowerInvariant();

    /// <summary>The shape as questions and answers say it.</summary>
    public static string Word(this SceneShape shape) => shape.ToString().ToLowerInvariant();

    /// <summary>"a red circle", "an orange star".</summary>
    public static string Phrase(SceneColor color, SceneShape shape) =>
        $"{(color == SceneColor.Orange ? "an" : "a")} {color.Word()} {shape.Word()}";
}
