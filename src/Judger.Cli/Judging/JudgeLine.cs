using System.Text.Json;
using Judger.Cli.Files;

namespace Judger.Cli.Judging;

/// <summary>One line of the input of <c>judger judge</c>: an answer that a model gave, and the right one.</summary>
/// <param name="Number">Its number in the file, from 1.</param>
/// <param name="Raw">The line.</param>
/// <param name="Question">The field <c>prompt</c>, without image places.</param>
/// <param name="Text">The field <c>text</c>: the model's answer.</param>
/// <param name="Answer">The field <c>answer</c>: the right one.</param>
/// <param name="Image">The field <c>image</c>: a file name.</param>
/// <param name="Problem">What is wrong with the line, or null.</param>
internal sealed record JudgeLine(int Number, string Raw, string Question, string Text, string Answer, string Image, string? Problem = null)
{
    /// <summary>An expert is asked about answers that differ from the right one, letter case aside, as in JUDGER's generator.</summary>
    public bool NeedsExpert => Problem is null && !string.Equals(Text, Answer, StringComparison.OrdinalIgnoreCase);

    public static JudgeLine Parse(TextLine line)
    {
        var (number, raw) = (line.Number, line.Text);
        var (value, problem) = JsonLine.Parse(line);
        if (value is not { } root) return Bad(number, raw, problem!);
        if (root.ValueKind != JsonValueKind.Object) return Bad(number, raw, "it is not a JSON object");
        var fields = new[] { "prompt", "text", "answer", "image" };
        var values = fields.Select(field => Field(root, field)).ToList();
        var missing = fields.Where((_, index) => values[index] is null).ToList();
        return missing.Count > 0
            ? Bad(number, raw, $"{string.Join(", ", missing)} {(missing.Count == 1 ? "is" : "are")} missing or no text")
            : new(number, raw, values[0]!.Replace("<image>", "", StringComparison.Ordinal).Trim(), values[1]!, values[2]!, values[3]!);
    }

    private static JudgeLine Bad(int number, string raw, string problem) => new(number, raw, "", "", "", "", problem);

    // Answers such as 3 and true are written without quotes by some tools.
    private static string? Field(JsonElement root, string name) => !root.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };
}
