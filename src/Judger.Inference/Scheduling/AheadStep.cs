using Judger.Inference.Cost;
using Judger.Inference.Vision;

namespace Judger.Inference.Scheduling;

/// <summary>Encodes an image for a request that is about to come.</summary>
internal sealed class AheadStep(Scheduler scheduler, string key, PlannedImage image) : Step
{
    private float[] _values = [];
    private TimeSpan _took;

    public override void Run()
    {
        var started = scheduler.Time.GetTimestamp();
        _values = scheduler.Model.Encoder.Encode(image);
        _took = scheduler.Time.GetElapsedTime(started);
    }

    public override void Measure(CostModel costs, double seconds) => costs.EncodeTook(seconds);

    // What fails here fails again for the request that needs it, and is its error.
    public override void Commit(Exception? error) =>
        scheduler.EncodedAhead(key, error is null ? new ImageEmbeddings(key, _values) { AheadTime = _took } : null);
}
