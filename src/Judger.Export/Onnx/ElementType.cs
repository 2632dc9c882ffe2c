using Judger.Inference;

namespace Judger.Export.Onnx;

/// <summary>ONNX's numbers of element types.</summary>
internal enum ElementType
{
    Float32 = 1,
    Int32 = 6,
    Int64 = 7,
    Float16 = 10,
    BFloat16 = 16,
}

internal static class ElementTypes
{
    public static ElementType ToElementType(this WeightType type) => type switch
    {
        WeightType.Float32 => ElementType.Float32,
        WeightType.Float16 => ElementType.Float16,
        _ => ElementType.BFloat16,
    };
}
