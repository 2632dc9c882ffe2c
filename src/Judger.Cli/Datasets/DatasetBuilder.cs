using System.Text.Json;
using Judger.Cli.Commands;
using Judger.Cli.Judging;
using Judger.Cli.Output;

namespace Judger.Cli.Datasets;

/// <summary>Makes a training file of judged answers.</summary>
internal sealed class DatasetBuilder(string suffix, bool withExtras)
{
    private readonly List<string> _problems = [];

    /// <summary>Lines that were left out: number and reason.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The rows of a file that <c>judger judge</c> wrote.</summary>
    /// <exception cref="CliException">The file cannot be read.</exception>
    public IReadOnlyList<TrainingRow> Build(string path) => [.. JudgeInput.Read(path, 0, -1).Select(Row).OfType<TrainingRow>()];

    /// <summary>Writes rows, whole or not at all.</summary>
    /// <exception cref="CliException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<TrainingRow> rows) =>
        OutputFile.Write(path, file => JsonSerializer.Serialize(file, rows, TrainingRow.Format));

    private TrainingRow? Row(JudgeLine line)
    {
        if (line.Problem is not null) return Leave(line, line.Problem);
        using var document = JsonDocument.Parse(line.Raw);
        var root = document.RootElement;
        if (!root.TryGetProperty("judgment", out var judgment) || judgment.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            return Leave(line, "it has no judgment; run judger judge again to judge the lines that it skipped");
        if (!root.TryGetProperty("question_id", out var id) || id.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            return Leave(line, "question_id is missing");
        var question = line.Question.EndsWith(suffix, StringComparison.Ordinal) || suffix.Length == 0 ? line.Question : $"{line.Question}\n{suffix}";
        return new(
            id.ToString(), line.Image, judgment.GetString(), [new("human", $"<image>\n{question}"), new("gpt", line.Answer)],
            withExtras && judgment.ValueKind == JsonValueKind.String ? line.Text : null, withExtras ? Box(root) : null);
    }

    private TrainingRow? Leave(JudgeLine line, string problem)
    {
        _problems.Add($"line {line.Number}: {problem}");
        return null;
    }

    private static int[]? Box(JsonElement root) =>
        root.TryGetProperty("box", out var box) && box.ValueKind == JsonValueKind.Array && box.GetArrayLength() == 4 && box.EnumerateArray()
            .All(side => side.TryGetInt32(out _))
            ? [.. box.EnumerateArray().Select(side => side.GetInt32())]
            : null;
}
