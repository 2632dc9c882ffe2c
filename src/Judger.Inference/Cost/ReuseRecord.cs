namespace Judger.Inference.Cost;

/// <summary>
/// How much of the reuse that was expected when requests arrived came true: what was held or shared then may have been evicted by the time that it is needed.
/// Under the scheduler's lock only.
/// </summary>
/// <param name="trust">Units of reuse that are taken as come true before anything is known, so that a few small misses do not condemn a large reuse.</param>
internal sealed class ReuseRecord(double trust)
{
    private const double Memory = 0.99;

    private double _expected;
    private double _missed;

    /// <summary>The part of the expected reuse that has to be computed after all, 0 to 1; 0 while nothing is known.</summary>
    public double MissRate => Math.Clamp(_missed / (_expected + trust), 0, 1);

    /// <summary>Notes one request.</summary>
    /// <param name="expected">Units that it was expected to reuse.</param>
    /// <param name="missed">Units that it computed beyond what was expected; negative when it computed less.</param>
    public void Add(double expected, double missed)
    {
        _expected = (Memory * _expected) + expected;
        _missed = (Memory * _missed) + missed;
    }
}
