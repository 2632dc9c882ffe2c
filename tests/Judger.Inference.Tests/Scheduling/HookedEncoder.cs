using Judger.Inference.Vision;

namespace Judger.Inference.Tests.Scheduling;

/// <summary>An encoder with a hook before every encode, to fail or to wait in.</summary>
internal sealed class HookedEncoder(IImageEncoder inner, Action before) : IImageEncoder
{
    public float[] Encode(PlannedImage image, float[]? tensor = null)
    {
        before();
        return inner.Encode(image, tensor);
    }

    public void Dispose() => inner.Dispose();
}
