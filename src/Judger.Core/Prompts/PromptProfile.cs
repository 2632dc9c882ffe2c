using Judger.Core.Prompts.Templates;

namespace Judger.Core.Prompts;

/// <summary>
/// The words in which one model is asked: each pass of the method. Passes share their KV prefix as far as their text agrees, so a profile in which the image
/// comes first costs one image prefill for a whole question.
/// </summary>
public sealed record PromptProfile
{
    /// <summary>The general prompt Q' of relative attention ("MLLMs Know Where to Look", ICLR 2025).</summary>
    public const string GeneralQuestion = "Write a general description of the image.";

    /// <summary>The name under which a model's manifest asks for this profile.</summary>
    public required string Name { get; init; }

    /// <summary>Attention passes, for the question and for the general prompt: the images.</summary>
    public required PromptPass Attention { get; init; }

    /// <summary>Stage I, the baseline answer: the images.</summary>
    public required PromptPass Baseline { get; init; }

    /// <summary>Stage II, the refined answer: the images, then the crop.</summary>
    public required PromptPass Refined { get; init; }

    /// <summary>Stage III, the corrected answer: the images, the crop, the previous answer and the judgment's feedback.</summary>
    public required PromptPass Correction { get; init; }

    /// <summary>The model judges an answer itself: the images, the crop, the answer; it replies yes or no.</summary>
    public required PromptPass SelfJudgment { get; init; }

    /// <summary>How the published chat templates of the profile's models write the place of an image. <value>Default: as LLaVA's do.</value></summary>
    public ImageMark ImageMark { get; init; } = new("<image>", "<image>\n");

    /// <summary>Most tokens an answer may have.</summary>
    public int MaxNewTokens { get; init; } = 20;

    /// <summary>True when the baseline prefill is also the attention pass of the question, so that its row costs nothing.</summary>
    public bool BaselineIsAttentionPass => Attention == Baseline;

    /// <summary>The same words in another form: every pass is written by one template.</summary>
    public PromptProfile Written(IPromptTemplate template) => this with
    {
        Attention = Attention with { Template = template },
        Baseline = Baseline with { Template = template },
        Refined = Refined with { Template = template },
        Correction = Correction with { Template = template },
        SelfJudgment = SelfJudgment with { Template = template },
    };

    /// <summary>A profile whose passes are all written by one template.</summary>
    internal static PromptProfile Of(string name, IPromptTemplate template, string question, string correction, string selfJudgment, int maxNewTokens) => new()
    {
        Name = name,
        Attention = new(template, new(question)),
        Baseline = new(template, new(question)),
        Refined = new(template, new(question), ShowsCrop: true),
        Correction = new(template, new(correction), ShowsCrop: true),
        SelfJudgment = new(template, new(selfJudgment), ShowsCrop: true),
        MaxNewTokens = maxNewTokens,
    };
}
