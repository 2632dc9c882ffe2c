using System.Globalization;
using Judger.Benchmarks.Harness;
using Judger.Inference.Manifest;

namespace Judger.Benchmarks.Peers;

/// <summary>How fast engines do the same, as their time over that of this one.</summary>
internal sealed class PeerSpeed(Bench bench, PeerModel model, int threads, MachineLimits limits)
{
    private const int Steps = 24, StepsOfQuickRun = 4;

    /// <summary>Measures all tasks, and gives each comparison as soon as it is known.</summary>
    public void Measure(Action<Measurement> add)
    {
        var sides = Peer.OpenAll(model, threads, bench);
        try
        {
            PeerAgreement.Require(model, sides, isBounded: model.Precision == ModelPrecision.Float32);
            foreach (var task in PeerTask.All(model, bench.IsQuick ? StepsOfQuickRun : Steps))
            {
                PeerSide[] asked = [.. sides.Where(task.Takes)];
                if (asked.Length < 2) continue;
                var seconds = PeerRounds.Seconds(bench, bench.Rounds(task.Rounds), asked, task);
                var sidesOf = asked.Zip(seconds).ToLookup(side => side.First.Kind.IsOurs());
                foreach (var (ours, own) in sidesOf[true])
                {
                    foreach (var (other, times) in sidesOf[false]) add(Compare(task, ours.Kind, other.Kind, own, times));
                }
            }
        }
        finally
        {
            foreach (var side in sides) side.Dispose();
        }
    }

    private Measurement Compare(PeerTask task, PeerKind own, PeerKind kind, double[] ours, double[] theirs) => new(
        $"{model.Name}, {PeerTitles.OfThreads(threads)}, {task.Name}, {kind.Title()} / {own.Title()}",
        Spread.OfRatios(theirs, ours),
        bench.IsQuick ? null : Target.AtLeast(kind == PeerKind.Llama ? task.Least : 1),
        string.Create(
            CultureInfo.InvariantCulture,
            $"{1000 * Spread.Of(ours).Median:F1} ms against {1000 * Spread.Of(theirs).Median:F1}{Share(task, Spread.Of(ours).Median)}"));

    /// <summary>What part of the machine's own limit this engine reaches: products, or reading the weights.</summary>
    private string Share(PeerTask task, double seconds)
    {
        var precision = task.NeedsEncoder ? model.EyesPrecision : model.Precision;
        if (task.Flops > 0)
        {
            var peak = precision == ModelPrecision.Float32 ? limits.Float : limits.Integer;
            return string.Create(CultureInfo.InvariantCulture, $"; {task.Flops / seconds / peak:P0} of the GEMM peak");
        }

        return task.Steps > 0
            ? string.Create(CultureInfo.InvariantCulture, $"; reads {model.StepBytes * task.Steps / seconds / limits.Copy:P0} of the copy bandwidth")
            : "";
    }
}
