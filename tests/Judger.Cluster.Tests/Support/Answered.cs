namespace Judger.Cluster.Tests.Support;

/// <summary>A question and what became of it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Record">Its record, when it was answered.</param>
/// <param name="Error">What the client was told instead.</param>
/// <param name="Latency">From asking to hearing.</param>
internal sealed record Answered(QuestionId Id, QuestionRecord? Record, Exception? Error, TimeSpan Latency);
