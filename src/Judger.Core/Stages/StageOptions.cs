namespace Judger.Core.Stages;

/// <summary>How far a question goes through the stages.</summary>
public sealed record StageOptions
{
    /// <summary>The most rounds that <see cref="MaxRounds"/> may ask for.</summary>
    public const int RoundLimit = 16;

    /// <summary>When the expert is asked.</summary>
    /// <value>Default <see cref="ExpertPolicy.WhenUncertain"/>.</value>
    public ExpertPolicy Policy { get; init; } = ExpertPolicy.WhenUncertain;

    /// <summary>Most corrections of one answer.</summary>
    /// <value>0 to 16, default 2.</value>
    public int MaxRounds { get; init; } = 2;

    /// <summary>An answer whose mean token log-probability (natural) is below this is uncertain.</summary>
    /// <value>Any number up to 0, default -0.35: tokens at 70 % on the geometric mean.</value>
    public double UncertainBelow { get; init; } = -0.35;

    /// <summary>
    /// How much surer than the baseline answer a differing refined answer must be, in mean token log-probability, for the disagreement to be the crop's
    /// doing and no reason for doubt.
    /// </summary>
    /// <value>0 or more, default 0.5.</value>
    public double SettledMargin { get; init; } = 0.5;

    /// <summary>All that is wrong with the options, each error naming the key and the remedy; empty when they are valid.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        if (!Enum.IsDefined(Policy))
            errors.Add($"{nameof(Policy)} is {Policy}; set it to {string.Join(", ", Enum.GetNames<ExpertPolicy>())}.");
        if (MaxRounds is < 0 or > RoundLimit)
            errors.Add($"{nameof(MaxRounds)} is {MaxRounds}; set it between 0 and {RoundLimit}.");
        if (!double.IsFinite(UncertainBelow) || UncertainBelow > 0)
            errors.Add(FormattableString.Invariant($"{nameof(UncertainBelow)} is {UncertainBelow}; set it to a log-probability, 0 or less."));
        if (!double.IsFinite(SettledMargin) || SettledMargin < 0)
            errors.Add(FormattableString.Invariant($"{nameof(SettledMargin)} is {SettledMargin}; set it to 0 or more."));
        return errors;
    }
}
