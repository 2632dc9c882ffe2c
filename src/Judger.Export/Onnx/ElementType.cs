using Judger.Inference.Manifest;

namespace Judger.Export.Onnx;

/// <summary>ONNX's numbers of element types.</summary>
internal enum ElementType
{
    Float32 = 1,
    UInt8 = 2,
    Int8 = 3,
    Int32 = 6,
    Int64 = 7,
    Bool = 9,
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

    public static int Bytes(this ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 1,
        ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float32 or ElementType.Int32 => 4,
        _ => 8,
    };
}
