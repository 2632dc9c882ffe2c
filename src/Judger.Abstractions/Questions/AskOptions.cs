namespace Judger;

/// <summary>How a question is to be answered.</summary>
[GenerateSerializer, Immutable, Alias("judger.AskOptions")]
public sealed record AskOptions
{
    /// <summary>Who judges: <see cref="ExpertNames.Self"/>, <see cref="ExpertNames.Reference"/> or an expert from the cluster's configuration.</summary>
    /// <value>
    /// Default: null, which is the model itself. Under <see cref="JudgmentPolicy.WhenUncertain"/> it is then asked only where its judgment of itself is known
    /// to help; named, it is always asked.
    /// </value>
    [Id(0)]
    public string? Expert { get; init; }

    /// <summary>The name of who judges: <see cref="Expert"/>, or the default.</summary>
    public string ExpertName => Expert ?? ExpertNames.Self;

    /// <summary>The known answer, for the reference expert.</summary>
    [Id(1)]
    public string? ReferenceAnswer { get; init; }

    /// <summary>Whether the expert is asked.</summary>
    /// <value>Default: when uncertain.</value>
    [Id(2)]
    public JudgmentPolicy Policy { get; init; } = JudgmentPolicy.WhenUncertain;

    /// <summary>Most corrections, 0 to 16.</summary>
    /// <value>Default: 2.</value>
    [Id(3)]
    public int MaxRounds { get; init; } = 2;

    /// <summary>True maps the patch grid as the reference code does, which shifts boxes on images that are not square.</summary>
    [Id(4)]
    public bool CompatibleCrop { get; init; }

    /// <summary>Crops here instead of where the model looked: for evaluation, or where a caller knows better.</summary>
    [Id(5)]
    public PixelBox? Crop { get; init; }

    /// <summary>The time budget. When it ends, the best finished stage is the answer, labelled as such.</summary>
    /// <value>Up to 10 minutes. Default: 2 minutes.</value>
    [Id(6)]
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The name under which the model is served, or null where the cluster serves one model only.</summary>
    [Id(7)]
    public string? Model { get; init; }

    /// <summary>
    /// True lets the expert choose in the end between the refined answer and its last correction; the old one may win. The model itself always does, by its
    /// own probabilities.
    /// </summary>
    [Id(8)]
    public bool FinalChoice { get; init; }

    /// <summary>For <see cref="JudgmentPolicy.WhenUncertain"/>: an answer whose mean token log-probability (natural) is below this is uncertain.</summary>
    /// <value>0 or less. Default -0.35: tokens at 70 % on the geometric mean.</value>
    [Id(9)]
    public double UncertainBelow { get; init; } = -0.35;

    /// <summary>How the model writes its answers.</summary>
    [Id(10)]
    public AnswerOptions Answer { get; init; } = AnswerOptions.Default;

    /// <summary>Whether the model looks again at a region and answers again. Where <see cref="Crop"/> names the region, it does.</summary>
    /// <value>Default: unless the model is calibrated and its first answer is sure.</value>
    [Id(11)]
    public LookPolicy Look { get; init; }

    /// <summary>
    /// How long answers are meant to be. A model that was trained on short ones alone gives those, and says so (<see cref="ModelAnswer.LeftOut"/>).
    /// </summary>
    /// <value>Default: short.</value>
    [Id(12)]
    public AnswerForm Form { get; init; }
}
