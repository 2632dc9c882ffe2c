namespace Judger.Training.Proof;

/// <summary>Right answers on held-out scenes.</summary>
/// <param name="Asked">Questions.</param>
/// <param name="Refined">Right from image and crop.</param>
/// <param name="Named">Wrong then, right after a judgment that names the answer.</param>
/// <param name="Rejected">Wrong then, right after a judgment that only rejects.</param>
/// <param name="Fine">Questions for a digit.</param>
/// <param name="FineRefined">Of those, right from image and crop.</param>
/// <param name="Hits">Of those, with the digit in the crop.</param>
internal sealed record ProofScore(int Asked = 0, int Refined = 0, int Named = 0, int Rejected = 0, int Fine = 0, int FineRefined = 0, int Hits = 0)
{
    public double RefinedShare => Refined / (double)Asked;

    /// <summary>Right in the end when the reference expert judges.</summary>
    public double CorrectedShare => (Refined + Named) / (double)Asked;

    /// <summary>Of the wrong refined answers, right after a judgment that names the answer.</summary>
    public double NamedShare => Named / (double)Math.Max(1, Asked - Refined);

    /// <summary>Of the wrong refined answers, right after a judgment that only rejects.</summary>
    public double RejectedShare => Rejected / (double)Math.Max(1, Asked - Refined);

    public double FineShare => FineRefined / (double)Math.Max(1, Fine);

    public double HitShare => Hits / (double)Math.Max(1, Fine);

    public static ProofScore operator +(ProofScore a, ProofScore b) =>
        new(
            a.Asked + b.Asked,
            a.Refined + b.Refined,
            a.Named + b.Named,
            a.Rejected + b.Rejected,
            a.Fine + b.Fine,
            a.FineRefined + b.FineRefined,
            a.Hits + b.Hits);
}
