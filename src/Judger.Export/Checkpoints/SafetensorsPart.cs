using System.Runtime.InteropServices;
using Judger.Inference.Manifest;

namespace Judger.Export.Checkpoints;

/// <summary>A tensor that is about to be written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The number format of its values.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Write">Writes its bytes when their turn comes.</param>
internal sealed record SafetensorsPart(string Name, WeightType Type, long[] Shape, Action<Stream> Write)
{
    /// <summary>A tensor of these values, rounded to the nearest of the format, ties to even.</summary>
    public static SafetensorsPart Of(string name, long[] shape, float[] values, WeightType type) => new(name, type, shape, file =>
    {
        switch (type)
        {
            case WeightType.Float32:
                file.Write(MemoryMarshal.AsBytes<float>(values));
                break;
            case WeightType.Float16:
                file.Write(MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, value => (Half)value)));
                break;
            default:
                var halves = new ushort[values.Length];
                FloatFormats.RoundToBFloat16(values, halves);
                file.Write(MemoryMarshal.AsBytes<ushort>(halves));
                break;
        }
    });
}
