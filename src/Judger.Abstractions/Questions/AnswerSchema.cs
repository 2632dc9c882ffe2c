namespace Judger;

/// <summary>A JSON schema that answers must fit: the model can write nothing else.</summary>
/// <param name="Text">The schema, as JSON. <value>At most <see cref="QuestionLimits.MaxSchemaLength"/> characters.</value></param>
/// <param name="IsStrict">Whether every property is written and no others, as in OpenAI's strict mode; else those that are not required are optional.</param>
[GenerateSerializer, Immutable, Alias("judger.AnswerSchema")]
public sealed record AnswerSchema([property: Id(0)] string Text, [property: Id(1)] bool IsStrict = false)
{
    /// <summary>Any JSON object.</summary>
    public static AnswerSchema AnyObject { get; } = new("""{"type":"object","additionalProperties":true}""");
}
