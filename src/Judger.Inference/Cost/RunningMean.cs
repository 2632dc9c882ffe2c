namespace Judger.Inference.Cost;

/// <summary>A mean in which older measurements count less, such as the seconds of an encode. Under the scheduler's lock only.</summary>
internal sealed class RunningMean
{
    // About the last fifty measurements count.
    private const double Memory = 0.98;

    private double _count;
    private double _sum;

    /// <summary>The mean; 0 while nothing has been measured.</summary>
    public double Value => _count > 0 ? _sum / _count : 0;

    public void Add(double value)
    {
        _count = (Memory * _count) + 1;
        _sum = (Memory * _sum) + value;
    }
}
