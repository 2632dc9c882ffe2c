using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>A piece of the answer that a stage is writing, as the server-sent event <c>token</c> carries it, which has no id.</summary>
public sealed record TokenJson
{
    /// <summary>The number of the event with which the stage began.</summary>
    public required int Sequence { get; init; }

    /// <summary>The stage.</summary>
    [JsonConverter(typeof(WordConverter<QuestionStage>))]
    public required QuestionStage Stage { get; init; }

    /// <summary>The round of judging, from 1; absent for the stages before the first.</summary>
    public int? Round { get; init; }

    /// <summary>What has come to the answer: whole characters, at least one.</summary>
    public required string Text { get; init; }

    /// <summary>True where the stage's text begins, or begins again, and what came of it before is void; else absent.</summary>
    public bool? Begins { get; init; }

    /// <summary>True where neither another look nor a judgment can change the answer; else absent.</summary>
    public bool? Final { get; init; }

    /// <summary>The tokens that have come, where the question asked for them; absent where it did not.</summary>
    public IReadOnlyList<AnswerToken>? Tokens { get; init; }
}
