namespace Judger;

/// <summary>The slots that serve a question's stages: one and the same where one serves all roles.</summary>
/// <param name="Baseline">Answered from the whole image.</param>
/// <param name="Cropper">Found the region.</param>
/// <param name="JudgedAnswer">Answered from image and crop.</param>
[GenerateSerializer, Immutable, Alias("judger.StageSlots")]
public sealed record StageSlots([property: Id(0)] string? Baseline = null, [property: Id(1)] string? Cropper = null, [property: Id(2)] string? JudgedAnswer = null);
