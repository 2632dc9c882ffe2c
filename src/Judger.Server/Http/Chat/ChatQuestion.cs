using Judger.Server.Http.Questions;

namespace Judger.Server.Http.Chat;

/// <summary>What a chat request asks, whatever API it came by.</summary>
internal sealed record ChatQuestion
{
    /// <summary>Most answers to one question.</summary>
    public const int MaxChoices = 8;

    public required string Model { get; init; }

    /// <summary>The question; its images are not put yet.</summary>
    public required string Question { get; init; }

    /// <summary>How the model is to behave; null where nobody says.</summary>
    public string? Instructions { get; init; }

    /// <summary>What was said before.</summary>
    public IReadOnlyList<ConversationTurn> Turns { get; init; } = [];

    /// <summary>The first images of the conversation, which were put for earlier questions.</summary>
    public IReadOnlyList<ImageDigest> KnownImages { get; init; } = [];

    /// <summary>Data or https URLs of the images behind those, in order, each with its place in the request.</summary>
    public required IReadOnlyList<(string Place, string Url)> Images { get; init; }

    /// <summary>The index of the image that is looked at more closely, of both lists together.</summary>
    public int Attended { get; init; }

    public required AskOptions Options { get; init; }

    /// <summary>How many answers are wanted, 1 to <see cref="MaxChoices"/>.</summary>
    public int Choices { get; init; } = 1;

    public bool IsStream { get; init; }

    public bool IsUsageWanted { get; init; }

    /// <summary>Whether a stream reports stages as they begin and end.</summary>
    public bool AreStagesWanted { get; init; }

    /// <summary>The long parts of the record that are wanted beside the answer.</summary>
    public RecordParts Parts { get; init; }
}
