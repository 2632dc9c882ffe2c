namespace Judger.Inference.Cost;

/// <summary>
/// Seconds of a step that computes some positions: a part that every step takes, which is mostly reading the weights, and a part for each position. A line is
/// fitted to the measured steps by least squares, with older steps counting less. Under the scheduler's lock only.
/// </summary>
/// <param name="isProportional">
/// What is assumed as long as all steps have had about the same size, which says nothing about others: true when a step of twice the size takes twice as
/// long, false when it takes no longer.
/// </param>
internal sealed class StepCost(bool isProportional)
{
    // About the last hundred steps count.
    private const double Memory = 0.99;

    // How much the sizes must differ before the fit is believed more than the assumption, as a part of their mean square.
    private const double Ridge = 0.01;

    private double _steps;
    private double _positions;
    private double _squares;
    private double _seconds;
    private double _products;

    public bool IsMeasured => _steps > 0;

    public void Add(double positions, double seconds)
    {
        _steps = (Memory * _steps) + 1;
        _positions = (Memory * _positions) + positions;
        _squares = (Memory * _squares) + (positions * positions);
        _seconds = (Memory * _seconds) + seconds;
        _products = (Memory * _products) + (positions * seconds);
    }

    /// <summary>Seconds of a step that do not depend on its size, and seconds for each position; both 0 while nothing has been measured.</summary>
    public (double Step, double Position) Fit()
    {
        if (!IsMeasured || _positions <= 0) return (0, 0);
        var proportional = _seconds / _positions;
        var doubt = Ridge * _squares;
        var variance = _squares - (_positions * _positions / _steps);
        var covariance = _products - (_positions * _seconds / _steps);
        var slope = (covariance + (doubt * (isProportional ? proportional : 0))) / (Math.Max(0, variance) + doubt);
        slope = Math.Clamp(slope, 0, proportional);
        return ((_seconds - (slope * _positions)) / _steps, slope);
    }
}
