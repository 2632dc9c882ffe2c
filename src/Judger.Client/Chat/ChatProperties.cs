namespace Judger.Client.Chat;

/// <summary>The names of a conversation's additional properties about a question's stages. The raw representation is the whole record, or event.</summary>
public static class ChatProperties
{
    /// <summary>Of a request: true where every property of its JSON schema is to be written and no others, as OpenAI's strict mode has it.</summary>
    public const string Strict = "strictJsonSchema";

    /// <summary>Of an update: the <see cref="QuestionStage"/> that started or finished.</summary>
    public const string Stage = "judger.stage";

    /// <summary>Of an update: whether the stage finished.</summary>
    public const string IsFinished = "judger.is_finished";

    /// <summary>Of an answer: the <see cref="QuestionStage"/> that gave it.</summary>
    public const string AnsweredBy = "judger.answered_by";

    /// <summary>Of an answer: whether the time budget ended before the last stage.</summary>
    public const string IsCutShort = "judger.is_cut_short";

    /// <summary>Of an answer: the <see cref="PixelBox"/> where the model looked.</summary>
    public const string Box = "judger.box";

    /// <summary>Of a usage: tokens that an expert read.</summary>
    public const string ExpertInputTokens = "judger.expert_input_tokens";

    /// <summary>Of a usage: tokens that an expert wrote.</summary>
    public const string ExpertOutputTokens = "judger.expert_output_tokens";
}
