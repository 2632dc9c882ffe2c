using Judger.Inference.Contract;
using Judger.Inference.Decoding;
using Judger.Inference.Vision;

namespace Judger.Inference.Engine;

/// <summary>A request that was found possible: its prompt as positions, its images by key, the tokens that are asked about.</summary>
internal sealed record PreparedRequest(
    GenerationRequest Request,
    PromptSequence Sequence,
    IReadOnlyDictionary<string, PlannedImage> Images,
    int[] CandidateTokens);
