namespace Judger.Grains.Slots;

/// <summary>How much of the work a slot may have (Mirrokni, Thorup, Zadimoghaddam 2016).</summary>
internal static class BoundedLoad
{
    // What rounding may add to a product that is whole.
    private const double Rounding = 1e-9;

    /// <summary>Whether a slot may be given one more request.</summary>
    /// <param name="load">Requests there.</param>
    /// <param name="weight">The slot's weight.</param>
    /// <param name="share">Requests for each unit of weight that a slot may have, the new one included; infinite for no bound.</param>
    public static bool Admits(double load, double weight, double share) => load + 1 <= Math.Ceiling((share * weight) - Rounding) + Rounding;
}
