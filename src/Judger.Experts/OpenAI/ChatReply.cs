namespace Judger.Experts.OpenAI;

/// <summary>What a model replied.</summary>
/// <param name="Text">Its text, with thoughts where they are part of it; empty where there is none.</param>
/// <param name="Refusal">Its refusal in words, where it refused.</param>
/// <param name="Finish">Why it ended, as the server names it; null where the server does not say.</param>
/// <param name="Model">The model's name as the server gives it, or null.</param>
/// <param name="Usage">One request, and its tokens as far as the server counts them.</param>
internal sealed record ChatReply(string Text, string? Refusal, string? Finish, string? Model, ExpertSpending Usage);
