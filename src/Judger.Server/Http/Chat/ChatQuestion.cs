using Judger.Server.Http.Questions;

namespace Judger.Server.Http.Chat;

/// <summary>What a chat request asks, whatever API it came by.</summary>
internal sealed record ChatQuestion
{
    public required string Model { get; init; }

    /// <summary>The question; its images are not put yet.</summary>
    public required string Question { get; init; }

    /// <summary>How the model is to behave; null where nobody says.</summary>
    public string? Instructions { get; init; }

    /// <summary>What was said before.</summary>
    public IReadOnlyList<ConversationTurn> Turns { get; init; } = [];

    /// <summary>Data or https URLs, those of earlier turns first, each with its place in the request.</summary>
    public required IReadOnlyList<(string Place, string Url)> Images { get; init; }

    /// <summary>The index of the image that is looked at more closely, one of <see cref="Images"/>.</summary>
    public int Attended { get; init; }

    public required AskOptions Options { get; init; }

    public bool IsStream { get; init; }

    public bool IsUsageWanted { get; init; }

    /// <summary>Whether a stream reports stages as they begin and end.</summary>
    public bool AreStagesWanted { get; init; }

    /// <summary>The long parts of the record that are wanted beside the answer.</summary>
    public RecordParts Parts { get; init; }
}
