using Judger.Inference.Decoding;

namespace Judger.Inference.Simulation;

/// <summary>A token's embedding is its id, so that keys and values tell exactly what a lane holds.</summary>
internal sealed class SimulatedEmbeddings : ITokenEmbeddings
{
    public void Read(int token, Span<float> row) => row[0] = token;

    public void Dispose()
    {
    }
}
