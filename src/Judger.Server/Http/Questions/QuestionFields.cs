namespace Judger.Server.Http.Questions;

/// <summary>The fields of a form that asks a question. <see cref="QuestionForm"/> reads them; each is given once, as a field or in <c>options</c>.</summary>
internal sealed record QuestionFields
{
    /// <inheritdoc cref="QuestionBody.Question"/>
    public string? Question { get; init; }

    /// <summary>The image, as a file.</summary>
    public byte[]? Image { get; init; }

    /// <summary>The other members of a question, as JSON.</summary>
    public QuestionBody? Options { get; init; }

    /// <inheritdoc cref="QuestionBody.Id"/>
    public string? Id { get; init; }

    /// <inheritdoc cref="QuestionBody.Mode"/>
    public AskMode? Mode { get; init; }

    /// <inheritdoc cref="QuestionBody.Attended"/>
    public int? Attended { get; init; }

    /// <inheritdoc cref="QuestionImage.Digest"/>
    public string? Digest { get; init; }

    /// <inheritdoc cref="QuestionImage.Url"/>
    public string? Url { get; init; }
}
