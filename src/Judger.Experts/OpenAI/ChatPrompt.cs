namespace Judger.Experts.OpenAI;

/// <summary>What a model is asked.</summary>
/// <param name="System">The instructions where the reply's schema is sent.</param>
/// <param name="SystemWithoutSchema">The instructions where it is not.</param>
/// <param name="User">The question.</param>
/// <param name="Pictures">The pictures, which come before the question.</param>
/// <param name="Schema">The schema of the reply, or null where none is sent.</param>
internal sealed record ChatPrompt(string System, string SystemWithoutSchema, string User, IReadOnlyList<ExpertPicture> Pictures, ReplySchema? Schema);
