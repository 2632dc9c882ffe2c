using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>A stage's start or end, as the server-sent event <c>stage</c> carries it.</summary>
public sealed record EventJson
{
    /// <summary>
    /// The names of server-sent events: <c>stage</c> for each of these, then <c>answer</c> with a <see cref="QuestionJson"/>, or <c>error</c> with a
    /// <see cref="ProblemJson"/>; and <c>token</c> with a <see cref="TokenJson"/> for those who asked for it.
    /// </summary>
    public const string Stages = "stage", Answer = "answer", Error = "error", Token = "token";

    /// <summary>The number of the event, from 0: its <c>id</c>.</summary>
    public required int Sequence { get; init; }

    /// <summary>The stage.</summary>
    [JsonConverter(typeof(WordConverter<QuestionStage>))]
    public required QuestionStage Stage { get; init; }

    /// <summary>The round of judging, from 1; absent for the stages before the first.</summary>
    public int? Round { get; init; }

    /// <summary>True where the stage ended, false where it began.</summary>
    public required bool Finished { get; init; }

    /// <summary>In the stream of a chat completion with several choices: whose stage it is; absent for the first, and elsewhere.</summary>
    public int? Choice { get; init; }

    /// <summary>What came of the stage, when it ended.</summary>
    public StageJson? Entry { get; init; }
}
