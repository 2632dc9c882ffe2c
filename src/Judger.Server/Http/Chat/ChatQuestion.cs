namespace Judger.Server.Http.Chat;

/// <summary>What a chat request asks, whatever API it came by.</summary>
internal sealed record ChatQuestion
{
    public required string Model { get; init; }

    /// <summary>The question; its images are not put yet.</summary>
    public required string Question { get; init; }

    /// <summary>Data or https URLs, each with its place in the request.</summary>
    public required IReadOnlyList<(string Place, string Url)> Images { get; init; }

    public required AskOptions Options { get; init; }

    public AnswerFormat Format { get; init; } = AnswerFormat.Text;

    public bool IsStream { get; init; }

    public bool IsUsageWanted { get; init; }
}
