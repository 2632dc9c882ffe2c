
namespace Judger.Experts;

/// <summary>What an expert is told of an answer that it is to judge.</summary>
/// <param name="ImageDigest">The image; null where the question has none.</param>
/// <param name="Crop">The region from which the answer was given, or null when it was given from the whole image.</param>
/// <param name="Question">The question.</param>
/// <param name="Answer">The answer.</param>
/// <param name="ReferenceAnswer">The right answer, where it is known.</param>
public sealed record ExpertQuestion(string? ImageDigest, PixelBox? Crop, string Question, string Answer, string? ReferenceAnswer)
{
    /// <summary>Digests of further images that the question is about.</summary>
    public IReadOnlyList<string> OtherImages { get; init; } = [];
}
