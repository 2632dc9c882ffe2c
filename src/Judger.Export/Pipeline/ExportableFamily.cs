using Judger.Inference.Manifest;

namespace Judger.Export.Pipeline;

/// <summary>A family of models that can be exported.</summary>
/// <param name="Name">Its name as people say it.</param>
/// <param name="ModelTypes">The values of <c>model_type</c> in its <c>config.json</c>.</param>
/// <param name="Parts">The towers and text models that it may have, in words.</param>
/// <param name="Precisions">The number formats of its graphs.</param>
public sealed record ExportableFamily(string Name, IReadOnlyList<string> ModelTypes, string Parts, IReadOnlyList<ModelPrecision> Precisions);
