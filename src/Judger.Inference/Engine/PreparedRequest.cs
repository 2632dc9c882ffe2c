using System.Collections.ObjectModel;
using Judger.Inference.Constraints;
using Judger.Inference.Contract;
using Judger.Inference.Decoding;
using Judger.Inference.Vision;

namespace Judger.Inference.Engine;

/// <summary>A request that was found possible: its prompt as positions, its images by key, the tokens that are asked about, what the answer must fit.</summary>
internal sealed record PreparedRequest(
    GenerationRequest Request,
    PromptSequence Sequence,
    IReadOnlyDictionary<string, PlannedImage> Images,
    int[] CandidateTokens,
    AnswerConstraint? Constraint)
{
    /// <summary>The tokens of the prompt, those of its images too, where a penalty of repetition needs them.</summary>
    public IReadOnlySet<int> SeenTokens { get; init; } = ReadOnlySet<int>.Empty;
}
