namespace Judger.Grains.Links;

/// <summary>
/// Who goes when two silos cannot talk and both talk with others: Orleans probes by way of others too, so it holds both to be alive, and what one has of the
/// other's would wait for ever. Both silos come to the same result.
/// </summary>
internal static class LinkRule
{
    /// <summary>Whether this silo gives up another one.</summary>
    /// <param name="members">How many silos the cluster has, this one and the other included.</param>
    /// <param name="heard">How many others this silo hears.</param>
    /// <param name="witnesses">How many of those hear the other one.</param>
    /// <param name="own">This silo.</param>
    /// <param name="other">The silo that says nothing.</param>
    public static bool GivesUp(int members, int heard, int witnesses, Link own, Link other)
    {
        // A silo that is alone with what it thinks keeps quiet. One that nobody hears is Orleans' own to find.
        if ((heard + 1) * 2 <= members || witnesses == 0) return false;
        return own.Slots != other.Slots ? own.Slots < other.Slots : own.Silo.CompareTo(other.Silo) < 0;
    }

    /// <summary>One end.</summary>
    /// <param name="Silo">Its address.</param>
    /// <param name="Slots">How many slots it has: a silo with fewer stays, because a gateway has all callers and one of several workers is missed less.</param>
    public readonly record struct Link(SiloAddress Silo, int Slots);
}
