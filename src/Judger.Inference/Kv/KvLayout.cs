using Judger.Inference.Contract;
using Judger.Inference.Manifest;

namespace Judger.Inference.Kv;

/// <summary>How keys and values lie in memory: planes (the keys and the values of each layer) of lanes of heads of positions of values.</summary>
/// <param name="Layers">Decoder layers; each has a plane of keys and a plane of values.</param>
/// <param name="Heads">Key and value heads.</param>
/// <param name="Capacity">Positions that a lane can hold.</param>
/// <param name="HeadSize">Values of one head at one position.</param>
/// <param name="Type">Number format of a value.</param>
internal sealed record KvLayout(int Layers, int Heads, int Capacity, int HeadSize, KeyValueType Type)
{
    /// <summary>The layout of a model's lanes.</summary>
    public static KvLayout Of(ModelManifest manifest, EngineOptions options)
    {
        var decoder = manifest.Decoder;
        return new(decoder.Layers, decoder.KeyValueHeads, Math.Min(decoder.Context, options.MaxContext), decoder.HeadSize, manifest.KvType);
    }

    /// <summary>Bytes of one value.</summary>
    public int ElementBytes => Type == KeyValueType.Float32 ? sizeof(float) : sizeof(ushort);

    public int Planes => 2 * Layers;

    /// <summary>Bytes of one position in one head of one plane.</summary>
    public long RowBytes => (long)HeadSize * ElementBytes;

    /// <summary>Bytes of one head of one lane in one plane.</summary>
    public long HeadBytes => Capacity * RowBytes;

    /// <summary>Bytes of one lane in one plane.</summary>
    public long LaneBytes => Heads * HeadBytes;

    /// <summary>Bytes of one position over all planes.</summary>
    public long PositionBytes => Planes * Heads * RowBytes;
}
