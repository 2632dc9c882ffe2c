using Judger.Inference.Cost;
using Judger.Inference.Vision;

namespace Judger.Inference.Scheduling;

/// <summary>Encodes one image, for the sequence that came first and for all that wait for it.</summary>
internal sealed class EncodeStep(Scheduler scheduler, Sequence sequence, string key) : Step
{
    private float[] _values = [];

    public override void Run()
    {
        var started = scheduler.Time.GetTimestamp();
        _values = scheduler.Model.Encoder.Encode(sequence.Input(key), sequence.Tensors.GetValueOrDefault(key)?.GetAwaiter().GetResult());
        sequence.EncodeTime += scheduler.Time.GetElapsedTime(started);
    }

    public override void Measure(CostModel costs, double seconds) => costs.EncodeTook(seconds);

    public override void Commit(Exception? error)
    {
        scheduler.Encoded(sequence, key, error is null ? new ImageEmbeddings(key, _values) : null);
        scheduler.Return(sequence, error);
    }
}
