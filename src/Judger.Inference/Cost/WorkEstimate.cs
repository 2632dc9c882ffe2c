namespace Judger.Inference.Cost;

/// <summary>What some requests ask of the device, counted. Fractions are expected values.</summary>
/// <param name="Requests">Requests; each is given a lane once.</param>
/// <param name="Images">Images to encode.</param>
/// <param name="Positions">Prompt positions to prefill.</param>
/// <param name="PrefillSteps">Steps that prefill them.</param>
/// <param name="DecodePositions">Answer positions to decode, each in a step that it may share with other sequences.</param>
internal readonly record struct WorkEstimate(double Requests, double Images, double Positions, double PrefillSteps, double DecodePositions)
{
    public static WorkEstimate operator +(WorkEstimate left, WorkEstimate right) => new(
        left.Requests + right.Requests,
        left.Images + right.Images,
        left.Positions + right.Positions,
        left.PrefillSteps + right.PrefillSteps,
        left.DecodePositions + right.DecodePositions);

    public static WorkEstimate operator *(double factor, WorkEstimate work) => new(
        factor * work.Requests,
        factor * work.Images,
        factor * work.Positions,
        factor * work.PrefillSteps,
        factor * work.DecodePositions);
}
