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
    AnswerConstraint? Constraint);
