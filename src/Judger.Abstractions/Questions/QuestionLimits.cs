namespace Judger;

/// <summary>Bounds that every entrance holds.</summary>
public static class QuestionLimits
{
    /// <summary>Most characters of a question.</summary>
    public const int MaxLength = 2000;

    /// <summary>Most characters of the instructions and earlier turns of a conversation together. The model's context may hold less.</summary>
    public const int MaxConversationLength = 262_144;

    /// <summary>Most earlier turns of a conversation.</summary>
    public const int MaxTurns = 256;

    /// <summary>Most characters of a known answer.</summary>
    public const int MaxReferenceLength = 2000;

    /// <summary>Most characters of the name of a model or an expert.</summary>
    public const int MaxNameLength = 256;

    /// <summary>Most images of a question.</summary>
    public const int MaxImages = 8;

    /// <summary>Most corrections of an answer.</summary>
    public const int MaxRounds = 16;

    /// <summary>Most tokens of an answer, however many are asked for.</summary>
    public const int MaxAnswerTokens = 1024;

    /// <summary>Tokens of an answer in free form, where nobody says how many.</summary>
    public const int FreeTokens = MaxAnswerTokens;

    /// <summary>Tokens of an answer that must fit a schema, where nobody says how many: JSON is longer than the words that it holds.</summary>
    public const int SchemaTokens = 256;

    /// <summary>Most texts that end an answer, and most characters of one.</summary>
    public const int MaxStops = 4;

    /// <inheritdoc cref="MaxStops"/>
    public const int MaxStopLength = 64;

    /// <summary>Most tokens with a bias.</summary>
    public const int MaxLogitBias = 300;

    /// <summary>Most of the most probable tokens that are given beside each token of an answer.</summary>
    public const int MaxTopLogProbabilities = 20;

    /// <summary>Most characters of the schema that an answer must fit.</summary>
    public const int MaxSchemaLength = 32_768;

    /// <summary>Most bytes of an encoded image.</summary>
    public const int MaxImageBytes = 20 * 1024 * 1024;

    /// <summary>How many seconds a question may be given.</summary>
    public const int MaxBudgetSeconds = 600;

    /// <summary>How long a question may be given. Its callers wait a little longer, so that they hear of its end.</summary>
    public static readonly TimeSpan MaxBudget = TimeSpan.FromSeconds(MaxBudgetSeconds);

    /// <summary>How long a stage's caller waits: the question's budget ends it before.</summary>
    internal const string StageTimeout = "00:10:30";

    /// <summary>How long one call waits for an answer at most; the client calls again until there is one.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    /// <summary>How long the largest image may travel.</summary>
    internal const string ImageTimeout = "00:00:10";

    /// <summary>
    /// How long a call to a question may take: <see cref="MaxWait"/> and what a slow network or storage adds. Beyond it the silo is taken for dead.
    /// </summary>
    internal const string AskTimeout = "00:00:04";
}
