using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Judger.Cli.Datasets;

/// <summary>One row of a training file in LLaVA's format with JUDGER's field <c>judgment</c>.</summary>
/// <param name="Id">The question's id.</param>
/// <param name="Image">The image's file name.</param>
/// <param name="Judgment">What the expert said of the model's answer; null where it was right.</param>
/// <param name="Conversations">The question, with the image's place and the answer's form, and the right answer.</param>
/// <param name="Response">The model's own answer, of which the judgment speaks; beyond JUDGER's format.</param>
/// <param name="Box">The region that the answer was given from, [left, top, right, bottom] in pixels; beyond JUDGER's format.</param>
internal sealed record TrainingRow(
    string Id,
    string? Image,
    string? Judgment,
    IReadOnlyList<TrainingTurn> Conversations,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Response = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int[]? Box = null)
{
    /// <summary>As JUDGER's published sample is written: indented by two, no escapes that JSON does not need.</summary>
    public static JsonSerializerOptions Format { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}

/// <summary>One turn of a conversation.</summary>
/// <param name="From">human or gpt.</param>
/// <param name="Value">What is said.</param>
internal sealed record TrainingTurn(string From, string Value);
