namespace Judger.Grains.Routing;

/// <summary>A slot in the order in which slots are tried.</summary>
/// <param name="Slot">Its key.</param>
/// <param name="Score">Its place for the image; the highest is first.</param>
/// <param name="Weight">How much it takes.</param>
/// <param name="Load">Requests there.</param>
/// <param name="OpensAt">When it takes work again, as a timestamp; 0 when it does.</param>
/// <param name="IsWithinBound">Whether it may be given one more.</param>
internal readonly record struct Candidate(SlotKey Slot, double Score, double Weight, double Load, long OpensAt, bool IsWithinBound = false)
    : IComparable<Candidate>
{
    /// <summary>Those within the bound by their score, the others by load, then those that refused or are lost, the one that is back soonest first.</summary>
    public int CompareTo(Candidate other)
    {
        if (OpensAt != other.OpensAt) return OpensAt.CompareTo(other.OpensAt);
        if (IsWithinBound != other.IsWithinBound) return IsWithinBound ? -1 : 1;
        var byLoad = IsWithinBound ? 0 : (Load / Weight).CompareTo(other.Load / other.Weight);
        return byLoad != 0 ? byLoad : other.Score.CompareTo(Score);
    }
}
