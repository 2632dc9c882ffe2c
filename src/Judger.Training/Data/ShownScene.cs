using Judger.TinyModel.World;

namespace Judger.Training.Data;

/// <summary>A scene with the crop that the model sees beside the whole image, if any, and the segments asked about it.</summary>
internal sealed record ShownScene(Scene Scene, PixelBox? Crop, IReadOnlyList<Segment> Segments);
