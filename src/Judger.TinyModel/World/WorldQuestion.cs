namespace Judger.TinyModel.World;

/// <summary>A question about a scene and its answer.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Text">The question as a user would type it.</param>
/// <param name="Answer">The right answer.</param>
/// <param name="Target">The object asked about, or null when it is not in the scene.</param>
/// <param name="Lookalike">When the thing asked about is not there: what is there in its colour, or null. It is what one looks at to say no.</param>
public sealed record WorldQuestion(QuestionKind Kind, string Text, string Answer, SceneObject? Target, SceneObject? Lookalike = null);
