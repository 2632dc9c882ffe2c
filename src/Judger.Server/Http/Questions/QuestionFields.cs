namespace Judger.Server.Http.Questions;

/// <summary>The fields of a form that asks a question. Each is given once, as a field or in <c>options</c>.</summary>
internal sealed record QuestionFields
{
    /// <summary>The question.</summary>
    public string? Question { get; init; }

    /// <summary>The image, as a file.</summary>
    public byte[]? Image { get; init; }

    /// <summary>The other members of a question, as JSON.</summary>
    public QuestionBody? Options { get; init; }

    /// <summary>
    /// The question's id: 1 to 128 letters, digits, dots, dashes and underscores. Absent: the header <c>Idempotency-Key</c>, or a new one. A question that is
    /// sent again with its id is not asked again.
    /// </summary>
    public string? Id { get; init; }

    /// <summary>
    /// How the answer comes: in the reply, stage by stage as server-sent events, or by asking later. Absent: by the headers <c>Accept</c> and <c>Prefer</c>.
    /// </summary>
    public AskMode? Mode { get; init; }

    /// <summary>Which image to look at more closely: its index, counted from 0, with <c>image</c> as the first.</summary>
    public int? Attended { get; init; }

    /// <summary>SHA-256 of the bytes of an image that was put, in hexadecimal digits.</summary>
    public string? Digest { get; init; }

    /// <summary>A data address, or an https address of a host that the server's operator allows.</summary>
    public string? Url { get; init; }
}
