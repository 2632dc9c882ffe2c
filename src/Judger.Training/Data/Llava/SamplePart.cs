namespace Judger.Training.Data.Llava;

/// <summary>One prompt and its answer.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Answer">Token ids of the answer, the end of sequence last: the loss is on these alone.</param>
/// <param name="Role">What it teaches.</param>
internal sealed record SamplePart(PromptTokens Prompt, int[] Answer, PartRole Role);
