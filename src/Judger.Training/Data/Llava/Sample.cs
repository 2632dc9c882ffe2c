
namespace Judger.Training.Data.Llava;

/// <summary>A row with the crop that is shown beside its image, if any, and what is to be answered behind that prefix.</summary>
internal sealed record Sample(LlavaRow Row, PixelBox? Crop, IReadOnlyList<SamplePart> Parts);
