using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Judger.Protocol;

/// <summary>What a request may say of how a question is judged, looked at and corrected, in whatever form it is asked.</summary>
public abstract record QuestionParameters
{
    /// <summary>
    /// Who judges: <c>self</c>, <c>reference</c>, or another of <c>GET /v1/experts</c>. Absent: the model itself, where its judgment of itself is known to
    /// help.
    /// </summary>
    [MaxLength(QuestionLimits.MaxNameLength)]
    public string? Expert { get; init; }

    /// <summary>True where <c>expert</c> is the default, as the options of a record say, so that they can be posted again.</summary>
    [DefaultValue(false)]
    public bool? ExpertIsDefault { get; init; }

    /// <summary>The known answer, for the expert <c>reference</c>.</summary>
    [MaxLength(QuestionLimits.MaxReferenceLength)]
    public string? ReferenceAnswer { get; init; }

    /// <summary>Whether the expert judges the answer.</summary>
    [DefaultValue(JudgmentPolicy.WhenUncertain)]
    public JudgmentPolicy? Policy { get; init; }

    /// <summary>Whether the model looks again at a region and answers again; <c>auto</c> leaves it out where the first answer is sure.</summary>
    [DefaultValue(LookPolicy.Auto)]
    public LookPolicy? Look { get; init; }

    /// <summary>Most corrections of an answer.</summary>
    [Range(0, QuestionLimits.MaxRounds), DefaultValue(2)]
    public int? MaxRounds { get; init; }

    /// <summary>Maps the patch grid as the reference code does, which shifts boxes on images that are not square.</summary>
    [DefaultValue(false)]
    public bool? CompatibleCrop { get; init; }

    /// <summary>Crops here, and not where the model looked: left, top, right, bottom, in original pixels.</summary>
    public PixelBox? Crop { get; init; }

    /// <summary>The time budget, above 0. When it ends, the best finished stage is the answer.</summary>
    [Range(0d, QuestionLimits.MaxBudgetSeconds, MinimumIsExclusive = true), DefaultValue(120d)]
    public double? BudgetSeconds { get; init; }

    /// <summary>Lets the expert choose in the end between the refined answer and its last correction.</summary>
    [DefaultValue(false)]
    public bool? FinalChoice { get; init; }

    /// <summary>An answer whose mean log-probability of tokens is below this is uncertain: the expert then judges it, by default.</summary>
    [Range(double.MinValue, 0d), DefaultValue(-0.35)]
    public double? UncertainBelow { get; init; }
}
