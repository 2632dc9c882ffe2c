using System.Globalization;
using Judger.Benchmarks.Harness;

namespace Judger.Benchmarks.Peers;

/// <summary>How long engines load the same text decoder and what they hold then, as this one's over theirs.</summary>
internal sealed class PeerLoad(Bench bench, PeerModel model, int threads)
{
    private const int Rounds = 5;
    private const double MostTime = 1.5, MostMemory = 1.1;

    private readonly PeerKind[] _kinds = [.. model.Kinds];

    public async Task MeasureAsync(Action<Measurement> add)
    {
        var loaded = _kinds.Select(_ => new List<LoadedModel>()).ToArray();
        for (var round = bench.FirstRound; round < bench.Rounds(Rounds); round++)
        {
            for (var side = 0; side < _kinds.Length; side++)
            {
                var one = await LoadedModel.MeasureAsync(_kinds[side], model.For(_kinds[side], bench), threads, bench.LlamaLibrary, bench.Cancellation);
                if (round >= 0) loaded[side].Add(one);
            }
        }

        for (var own = 0; own < _kinds.Length; own++)
        {
            for (var other = 0; other < _kinds.Length; other++)
            {
                if (!_kinds[own].IsOurs() || _kinds[other].IsOurs()) continue;
                Compare(own, other, "load time", MostTime, one => one.Seconds, "s", 1);
                Compare(own, other, "load time and a first prompt of 16 tokens", null, one => one.SecondsToToken, "s", 1);
                Compare(own, other, "anonymous memory", null, one => one.Memory.Anonymous, "MB", 1e-6);
                Compare(own, other, "memory", MostMemory, one => one.Memory.Anonymous + one.Memory.File, "MB", 1e-6);
            }
        }

        void Compare(int own, int other, string what, double? most, Func<LoadedModel, double> value, string unit, double factor)
        {
            var (ours, theirs) = (loaded[own].Select(value).ToArray(), loaded[other].Select(value).ToArray());
            add(new(
                $"{model.Name}, {what}, {_kinds[own].Title()} / {_kinds[other].Title()}",
                Spread.OfRatios(ours, theirs),
                bench.IsQuick || _kinds[other] != PeerKind.Llama || most is not { } bound ? null : Target.AtMost(bound),
                string.Create(CultureInfo.InvariantCulture, $"{factor * Spread.Of(ours).Median:F2} {unit} against {factor * Spread.Of(theirs).Median:F2}")));
        }
    }
}
