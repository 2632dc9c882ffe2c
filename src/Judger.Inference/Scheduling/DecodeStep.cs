using Judger.Inference.Cost;
using Judger.Inference.Kv;

namespace Judger.Inference.Scheduling;

/// <summary>
/// One token of every answer that is being generated. There is one such step at a time, so one object serves all of them, and a step allocates nothing.
/// Neighbouring lanes are one batch; a free lane between them is computed too, behind what it holds, because a second pass over the weights costs more.
/// </summary>
internal sealed class DecodeStep(Scheduler scheduler) : Step
{
    private readonly List<(int First, int Count)> _ranges = [];
    private readonly List<Lane> _bridges = [];
    private readonly List<Sequence> _sequences = [];
    private readonly List<(int First, int Count, Exception Error)> _failures = [];

    /// <summary>Collects what can be decoded. Under the scheduler's lock.</summary>
    public bool TryBegin(IReadOnlyList<Lane> lanes, int capacity)
    {
        _ranges.Clear();
        _bridges.Clear();
        _sequences.Clear();
        _failures.Clear();
        int first = -1, last = -1;
        for (var i = 0; i < lanes.Count; i++)
        {
            var lane = lanes[i];
            if (lane.Owner is { State: SequenceState.Decoding, IsInStep: false } sequence)
            {
                sequence.IsInStep = true;
                _sequences.Add(sequence);
                if (first < 0) first = i;
                last = i;
            }
            else if (!lane.IsFree || lane.Tail.End >= capacity)
            {
                End(lanes);
            }
        }

        End(lanes);
        return _sequences.Count > 0;

        void End(IReadOnlyList<Lane> all)
        {
            if (first < 0) return;
            _ranges.Add((first, last - first + 1));
            for (var i = first; i <= last; i++)
            {
                if (all[i].Owner is not null) continue;
                all[i].Pins++;
                _bridges.Add(all[i]);
            }

            first = -1;
        }
    }

    public override void Run()
    {
        var (decoder, embeddings) = (scheduler.Model.Decoder, scheduler.Model.Embeddings);
        foreach (var lane in _bridges) decoder.StepInput(lane.Index, lane.Tail.End);
        foreach (var sequence in _sequences)
        {
            var (answer, lane) = (sequence.Answer, sequence.Lane!.Index);
            embeddings.Read(answer.Next, decoder.StepInput(lane, sequence.Prompt.Length + answer.Computed));
            sequence.Prompt.WritePlaces(sequence.Prompt.Length + answer.Computed, decoder.StepPlace(lane));
        }

        foreach (var (first, count) in _ranges)
        {
            try
            {
                decoder.Step(first, count);
                foreach (var sequence in _sequences)
                {
                    var lane = sequence.Lane!.Index;
                    if (lane >= first && lane < first + count) sequence.Answer.Add(decoder.Logits(lane), scheduler.Model);
                }
            }
            catch (Exception error)
            {
                _failures.Add((first, count, error));
            }
        }
    }

    public override void Measure(CostModel costs, double seconds)
    {
        if (_failures.Count == 0) costs.DecodeTook(_sequences.Count, _ranges.Count, seconds);
    }

    public override void Commit(Exception? error)
    {
        foreach (var lane in _bridges) lane.Pins--;
        if (_bridges.Count > 0) scheduler.Unpinned();
        foreach (var sequence in _sequences)
        {
            var failure = error;
            foreach (var (first, count, cause) in _failures)
            {
                if (sequence.Lane!.Index >= first && sequence.Lane.Index < first + count) failure = cause;
            }

            if (failure is null) sequence.Decoded++;
            scheduler.Return(sequence, failure);
        }

        scheduler.Decoded(_sequences.Count);
    }
}
