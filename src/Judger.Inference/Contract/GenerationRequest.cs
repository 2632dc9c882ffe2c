using Judger.Core.Prompts;

namespace Judger.Inference;

/// <summary>One pass through the model.</summary>
public sealed record GenerationRequest
{
    /// <summary>Text and image places, in order; the beginning-of-sequence token is implied.</summary>
    public required Prompt Prompt { get; init; }

    /// <summary>One image for each image place, in order.</summary>
    public required IReadOnlyList<ImageInput> Images { get; init; }

    /// <summary>Most tokens to generate; 0 is a prefill only, for the attention row or for candidates. <value>At least 0, default 20.</value></summary>
    public int MaxNewTokens { get; init; } = 20;

    /// <summary>Whether <see cref="Generation.AttentionRow"/> is wanted: the last prompt token's attention to the first image's patches.</summary>
    public bool CaptureAttention { get; init; }

    /// <summary>Whether <see cref="Generation.Logits"/> are wanted.</summary>
    public bool CaptureLogits { get; init; }

    /// <summary>Answers of which the log-probability of the first token, at the first generated position, is wanted.</summary>
    public IReadOnlyList<string> Candidates { get; init; } = [];
}
