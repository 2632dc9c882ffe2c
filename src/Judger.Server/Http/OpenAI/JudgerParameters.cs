using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Judger.Server.Http.Description;

namespace Judger.Server.Http.OpenAI;

/// <summary>How the question is answered, and what of its work the reply shows. OpenAI's API does not have this member.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record JudgerParameters : QuestionParameters
{
    /// <summary>How long answers are meant to be: in a word or a phrase, or as long as they come.</summary>
    [DefaultValue(AnswerForm.Free)]
    public AnswerForm? Answer { get; init; }

    /// <summary>Which image to look at more closely: its index among all images of the conversation, from 0. Absent: the last.</summary>
    [Range(0, QuestionLimits.MaxImages - 1)]
    public int? Attended { get; init; }

    /// <summary>The same as attended. Give one of them.</summary>
    [Range(0, QuestionLimits.MaxImages - 1)]
    public int? ImageIndex { get; init; }

    /// <summary>Whether a stream reports stages as they begin and end.</summary>
    [DefaultValue(false)]
    public bool? Stages { get; init; }

    /// <summary>The long parts of the record that are wanted: the attention map, the tokens of each answer.</summary>
    [ItemWords("map", "tokens")]
    public IReadOnlyList<string>? Include { get; init; }
}
