using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Judger.Server.Http.Description;

namespace Judger.Server.Http.OpenAI;

/// <summary>How the question is answered, and what of its work the reply shows. OpenAI's API does not have this member.</summary>
internal sealed record JudgerParameters
{
    /// <inheritdoc cref="QuestionBody.Expert"/>
    public string? Expert { get; init; }

    /// <inheritdoc cref="QuestionBody.ExpertIsDefault"/>
    public bool? ExpertIsDefault { get; init; }

    /// <inheritdoc cref="QuestionBody.ReferenceAnswer"/>
    [MaxLength(QuestionLimits.MaxReferenceLength)]
    public string? ReferenceAnswer { get; init; }

    /// <inheritdoc cref="QuestionBody.Policy"/>
    [DefaultValue(JudgmentPolicy.WhenUncertain)]
    public JudgmentPolicy? Policy { get; init; }

    /// <inheritdoc cref="QuestionBody.Look"/>
    [DefaultValue(LookPolicy.Auto)]
    public LookPolicy? Look { get; init; }

    /// <inheritdoc cref="QuestionBody.MaxRounds"/>
    [Range(0, QuestionLimits.MaxRounds), DefaultValue(2)]
    public int? MaxRounds { get; init; }

    /// <inheritdoc cref="QuestionBody.CompatibleCrop"/>
    [DefaultValue(false)]
    public bool? CompatibleCrop { get; init; }

    /// <inheritdoc cref="QuestionBody.Crop"/>
    public PixelBox? Crop { get; init; }

    /// <inheritdoc cref="QuestionBody.BudgetSeconds"/>
    [Range(0d, QuestionLimits.MaxBudgetSeconds, MinimumIsExclusive = true), DefaultValue(120d)]
    public double? BudgetSeconds { get; init; }

    /// <inheritdoc cref="QuestionBody.FinalChoice"/>
    [DefaultValue(false)]
    public bool? FinalChoice { get; init; }

    /// <inheritdoc cref="QuestionBody.UncertainBelow"/>
    [Range(double.MinValue, 0d), DefaultValue(-0.35)]
    public double? UncertainBelow { get; init; }

    /// <summary>How long answers are meant to be: in a word or a phrase, or as long as they come.</summary>
    [DefaultValue(AnswerForm.Free)]
    public AnswerForm? Answer { get; init; }

    /// <summary>Which image to look at more closely: its index among all images of the conversation, from 0. Absent: the last.</summary>
    [Range(0, QuestionLimits.MaxImages - 1)]
    public int? Attended { get; init; }

    /// <summary>The same as attended. Give one of them.</summary>
    [Range(0, QuestionLimits.MaxImages - 1)]
    public int? ImageIndex { get; init; }

    /// <summary>Whether a stream reports stages as they begin and end.</summary>
    [DefaultValue(false)]
    public bool? Stages { get; init; }

    /// <summary>The long parts of the record that are wanted: the attention map, the tokens of each answer.</summary>
    [ItemWords("map", "tokens")]
    public IReadOnlyList<string>? Include { get; init; }
}
