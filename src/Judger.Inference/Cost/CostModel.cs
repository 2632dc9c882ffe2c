using Judger.Inference.Scheduling;

namespace Judger.Inference.Cost;

/// <summary>
/// How long work takes on this device. Copies, encodes, prefills and decodes are measured apart, and put together as the scheduler runs them. Under the
/// scheduler's lock only.
/// </summary>
/// <param name="workers">Steps that run at the same time.</param>
/// <param name="lanes">Sequences that are computed at the same time.</param>
internal sealed class CostModel(int workers, int lanes)
{
    // For the order of service as long as nothing has been measured: short work goes first whatever the unit is.
    private const double GuessedSecondsPerPosition = 5e-5;

    private const int Rounds = 3;

    private readonly RunningMean _copy = new();
    private readonly RunningMean _encode = new();
    private readonly StepCost _prefill = new(isProportional: true);
    private readonly StepCost _decode = new(isProportional: false);
    private readonly RunningMean _batches = new();

    /// <summary>Notes how long it took to give a sequence its lane.</summary>
    public void CopyTook(double seconds) => _copy.Add(seconds);

    /// <summary>Notes how long an encode took.</summary>
    public void EncodeTook(double seconds) => _encode.Add(seconds);

    /// <summary>Notes how long a prefill of some positions took.</summary>
    public void PrefillTook(int positions, double seconds) => _prefill.Add(positions, seconds);

    /// <summary>Notes how long a decode step took.</summary>
    /// <param name="sequences">Sequences of the step.</param>
    /// <param name="batches">Batches of neighbouring lanes that they were computed in, one after the other.</param>
    /// <param name="seconds">Seconds of all of them.</param>
    public void DecodeTook(int sequences, int batches, double seconds)
    {
        _decode.Add(sequences / (double)batches, seconds / batches);
        _batches.Add(batches);
    }

    /// <summary>What is left to do for a sequence that has a lane.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="answer">Positions that its answer is expected to decode.</param>
    public static WorkEstimate Left(Sequence sequence, double answer)
    {
        var positions = sequence.Prompt.Length - sequence.Computed;
        return new(1, 0, positions, positions > 0 ? 1 : 0, Math.Max(0, answer - sequence.Decoded));
    }

    /// <summary>Seconds of one request of some positions on its own, to compare requests with each other.</summary>
    public double SecondsFor(int positions)
    {
        var perPosition = _prefill.IsMeasured ? _prefill.Fit() : (Step: 0, Position: GuessedSecondsPerPosition);
        return perPosition.Step + (positions * perPosition.Position);
    }

    /// <summary>How long the device needs for some work, when it does nothing else; zero as long as no prefill has been measured.</summary>
    public TimeSpan TimeFor(WorkEstimate work)
    {
        if (!_prefill.IsMeasured || work.Requests <= 0) return TimeSpan.Zero;
        var prefill = _prefill.Fit();
        var apart = (work.Requests * _copy.Value) + (work.Images * _encode.Value) + (work.PrefillSteps * prefill.Step) + (work.Positions * prefill.Position);
        return TimeSpan.FromSeconds(workers == 1 ? InTurns(work, apart) : SideBySide(work, apart));
    }

    /// <summary>
    /// One worker: a decode step of all answers, then one other step, and so on. So there are about as many decode steps as other steps; more when the lanes
    /// are full of answers, and never more than one for each position.
    /// </summary>
    private double InTurns(WorkEstimate work, double apart)
    {
        var decode = Decode();
        var others = work.Requests + work.Images + work.PrefillSteps;
        var steps = Math.Min(work.DecodePositions, Math.Max(others, (work.DecodePositions + others) / Filled(work)));
        return apart + (steps * decode.Step) + (work.DecodePositions * decode.Position);
    }

    /// <summary>
    /// Several workers: one of them decodes as long as there are answers, the others encode and prefill. Either those others are what limits, or the lanes: a
    /// sequence holds its lane for its own steps, one of which waits half a decode step on average to begin.
    /// </summary>
    private double SideBySide(WorkEstimate work, double apart)
    {
        var decode = Decode();
        var alone = work.DecodePositions * (decode.Step + decode.Position);
        var byWorkers = Math.Min(apart / (workers - 1), (apart + alone) / workers);
        var filled = Filled(work);
        var (seconds, batch) = (byWorkers, filled);
        for (var round = 0; round < Rounds && work.DecodePositions > 0; round++)
        {
            var step = decode.Step + (batch * decode.Position);
            seconds = Math.Max(byWorkers, (apart + ((work.DecodePositions + (work.Requests / 2)) * step)) / filled);
            batch = Math.Clamp(work.DecodePositions * step / seconds, 1, filled);
        }

        return Math.Max(seconds, apart / filled);
    }

    /// <summary>A decode step as it usually is, in one batch or several: seconds that do not depend on its sequences, and seconds for each sequence.</summary>
    private (double Step, double Position) Decode()
    {
        var batch = _decode.Fit();
        return (_batches.Value * batch.Step, batch.Position);
    }

    private double Filled(WorkEstimate work) => Math.Clamp(work.Requests, 1, lanes);
}
