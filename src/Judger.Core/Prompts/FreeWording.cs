namespace Judger.Core.Prompts;

/// <summary>What the user's turn says where an answer may be as long as the model likes.</summary>
/// <param name="Question">Of the baseline and the refined answer, and of earlier turns.</param>
/// <param name="Correction">Of the corrected answer.</param>
public sealed record FreeWording(PromptWording Question, PromptWording Correction);
