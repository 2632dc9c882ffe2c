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

    /// <summary>What is said for answers in free form; null where the model was trained on short answers alone.</summary>
    public FreeWording? Free { get; init; }

    /// <summary>
    /// Whether the model was trained on instructions and earlier turns. Where it was not, they are left out of its prompts. <value>Default true.</value>
    /// </summary>
    public bool TakesConversations { get; init; } = true;

    /// <summary>True when the baseline prefill is also the attention pass of the question, so that its row costs nothing.</summary>
    public bool BaselineIsAttentionPass => Attention == Baseline;

    /// <summary>The profile for answers of a form. Where the model looks and how it judges itself is the same in each.</summary>
    public PromptProfile For(AnswerForm form) => form != AnswerForm.Free || Free is not { } free ? this : this with
    {
        Baseline = Baseline with { Wording = free.Question },
        Refined = Refined with { Wording = free.Question },
        Correction = Correction with { Wording = free.Correction },
        MaxNewTokens = QuestionLimits.FreeTokens,
    };

    /// <summary>What stands before a question in the prompts of its answers: earlier turns are asked in the words in which the question is.</summary>
    public PromptContext ContextOf(AskRequest asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        if (!TakesConversations) return PromptContext.None;
        var image = 0;
        return new(asked.Instructions ?? "", [.. asked.Turns.Select(Turn)]);

        PromptTurn Turn(ConversationTurn turn)
        {
            if (turn.Role == TurnRole.Assistant) return PromptTurn.Of(PromptRole.Assistant, turn.Text);
            var shown = Enumerable.Range(image, turn.Images).Select(index => new PromptPart.Image(index)).ToList();
            image += turn.Images;
            return new(PromptRole.User, [.. shown, new PromptPart.Text(turn.Text.Length == 0 ? "" : Baseline.Wording.Fill(turn.Text))]);
        }
    }

    /// <summary>What of a request is left out of the model's prompts, because it was not trained on it.</summary>
    public RequestParts LeftOut(AskRequest asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        var parts = asked.Options.Form == AnswerForm.Free && Free is null ? RequestParts.Form : RequestParts.None;
        if (TakesConversations) return parts;
        if (!string.IsNullOrEmpty(asked.Instructions)) parts |= RequestParts.Instructions;
        return asked.Turns.Count > 0 ? parts | RequestParts.Turns : parts;
    }

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
        Free = new(
            new("{question}"),
            new("{question}\nA previous answer was: {answer}\nAn expert judged it: {feedback}\nAnswer the question again, with this in mind.")),
    };
}
