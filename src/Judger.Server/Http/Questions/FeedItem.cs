using Judger.Server.Http.Errors;

namespace Judger.Server.Http.Questions;

/// <summary>One step of a question's stream: a stage that began or ended, and at the end either the record or the error.</summary>
internal sealed record FeedItem(QuestionEvent? Happened = null, QuestionRecord? Record = null, HttpError? Error = null)
{
    /// <summary>Whose it is, where a chat has several choices: an index, 0 elsewhere.</summary>
    public int Choice { get; init; }

    /// <summary>True for the last one.</summary>
    public bool IsEnd => Happened is null;
}
