using System.Globalization;
using Judger.Benchmarks.Harness;

namespace Judger.Benchmarks.Peers;

/// <summary>How long engines load the same text decoder and what they hold then, as this one's over theirs.</summary>
internal sealed class PeerLoad(Bench bench, PeerModel model, int threads)
{
    private const int Rounds = 5;
    private const double MostTime = 1.5, MostMemory = 1.1;
    private static readonly PeerKind[] Kinds = Enum.GetValues<PeerKind>();

    public async Task MeasureAsync(Action<Measurement> add)
    {
        var loaded = Kinds.Select(_ => new List<LoadedModel>()).ToArray();
        for (var round = -1; round < bench.Rounds(Rounds); round++)
        {
            for (var side = 0; side < Kinds.Length; side++)
            {
                var one = await LoadedModel.MeasureAsync(Kinds[side], model.For(Kinds[side], bench), threads, bench.LlamaLibrary, bench.Cancellation);
                if (round >= 0) loaded[side].Add(one);
            }
        }

        for (var other = 1; other < Kinds.Length; other++)
        {
            Compare(other, "load time", MostTime, one => one.Seconds, "s", 1);
            Compare(other, "anonymous memory", null, one => one.Memory.Anonymous, "MB", 1e-6);
            Compare(other, "memory", MostMemory, one => one.Memory.Anonymous + one.Memory.File, "MB", 1e-6);
        }

        void Compare(int other, string what, double? most, Func<LoadedModel, double> value, string unit, double factor)
        {
            var (ours, theirs) = (loaded[0].Select(value).ToArray(), loaded[other].Select(value).ToArray());
            add(new(
                $"{model.Name}, {what}, Judger / {Kinds[other].Title()}",
                Spread.OfRatios(ours, theirs),
                bench.IsQuick || Kinds[other] != PeerKind.Llama || most is not { } bound ? null : Target.AtMost(bound),
                string.Create(CultureInfo.InvariantCulture, $"{factor * Spread.Of(ours).Median:F2} {unit} against {factor * Spread.Of(theirs).Median:F2}")));
        }
    }
}
