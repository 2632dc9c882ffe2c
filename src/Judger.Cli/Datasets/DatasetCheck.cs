using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Judger.Cli.Commands;
using Judger.Cli.Judging;
using Judger.Core.Judgments;
using Judger.Protocol;

namespace Judger.Cli.Datasets;

/// <summary>Looks through a training file: what is wrong with its rows, what its judgments say, and whether a benchmark's questions are among them.</summary>
internal sealed partial class DatasetCheck
{
    private readonly List<string> _problems = [];
    private readonly Dictionary<Verdict, int> _verdicts = Enum.GetValues<Verdict>().ToDictionary(verdict => verdict, _ => 0);
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly FolderPictures? _pictures;
    private readonly BenchmarkQuestions? _benchmark;

    private DatasetCheck(string? images, BenchmarkQuestions? benchmark) => (_pictures, _benchmark) = (images is null ? null : new(images), benchmark);

    /// <summary>Rows in all.</summary>
    public int Rows { get; private set; }

    /// <summary>Rows without a judgment.</summary>
    public int Unjudged { get; private set; }

    /// <summary>Judgments by what they say.</summary>
    public IReadOnlyDictionary<Verdict, int> Verdicts => _verdicts;

    /// <summary>Rows with an image of GQA's test sets.</summary>
    public int GqaTestImages { get; private set; }

    /// <summary>Rows that the benchmark asks, too.</summary>
    public int BenchmarkRows { get; private set; }

    /// <summary>What is wrong, with the row's number, from 1.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Looks through a file.</summary>
    /// <exception cref="CliException">The file cannot be read, or is not a list.</exception>
    public static DatasetCheck Run(string path, string? images, BenchmarkQuestions? benchmark)
    {
        var check = new DatasetCheck(images, benchmark);
        using var document = JsonFile.Read(path);
        if (document.RootElement.ValueKind != JsonValueKind.Array) throw new CliException($"{path} is not a JSON list; a training file is a list of rows.");
        foreach (var row in document.RootElement.EnumerateArray()) check.Look(row);
        return check;
    }

    private void Look(JsonElement row)
    {
        Rows++;
        if (JsonTextCheck.Find(JsonMarshal.GetRawUtf8Value(row)) is { } problem)
        {
            Wrong(problem.Message.TrimEnd('.'));
            return;
        }

        if (row.ValueKind != JsonValueKind.Object)
        {
            Wrong("it is not an object");
            return;
        }

        var id = Id(row);
        var image = Image(row);
        var question = Conversation(row, image is not null);
        Judgment(row);
        if (image is not null && GqaTestImage().IsMatch(image)) GqaTestImages++;
        if (_benchmark?.Asks(id, image, question) == true) BenchmarkRows++;
    }

    private string? Id(JsonElement row)
    {
        var id = row.TryGetProperty("id", out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null;
        if (id is null) Wrong("id is missing");
        else if (!_ids.Add(id)) Wrong($"id {id} is there a second time");
        return id;
    }

    private string? Image(JsonElement row)
    {
        if (!row.TryGetProperty("image", out var value)) return null;
        if (value.ValueKind != JsonValueKind.String)
        {
            Wrong("image is not a string");
            return null;
        }

        var image = value.GetString()!;
        if (_pictures?.Problem(image) is { } problem) Wrong(problem);
        return image;
    }

    /// <summary>The first question, without the image's place.</summary>
    private string? Conversation(JsonElement row, bool hasImage)
    {
        if (!row.TryGetProperty("conversations", out var turns) || turns.ValueKind != JsonValueKind.Array || turns.GetArrayLength() == 0)
        {
            Wrong("conversations is missing or empty");
            return null;
        }

        var values = new List<string>();
        foreach (var turn in turns.EnumerateArray())
        {
            var expected = values.Count % 2 == 0 ? "human" : "gpt";
            if (turn.ValueKind != JsonValueKind.Object || !turn.TryGetProperty("from", out var from) || from.ValueKind != JsonValueKind.String
                || from.GetString() != expected
                || !turn.TryGetProperty("value", out var value) || value.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(value.GetString()))
            {
                Wrong($"turn {values.Count + 1} is not {{from: {expected}, value: text}}");
                return null;
            }

            values.Add(value.GetString()!);
        }

        if (values.Count % 2 != 0) Wrong("the last turn has no answer");
        var places = values.Sum(value => ImagePlace().Count(value));
        if (places != (hasImage ? 1 : 0)) Wrong($"<image> is there {places} times, for {(hasImage ? "one image" : "no image")}");
        return values[0].Replace("<image>", "", StringComparison.Ordinal).Trim();
    }

    private void Judgment(JsonElement row)
    {
        if (!row.TryGetProperty("judgment", out var judgment)) Wrong("judgment is missing; give null where the answer was right");
        else if (judgment.ValueKind == JsonValueKind.Null) Unjudged++;
        else if (judgment.ValueKind != JsonValueKind.String) Wrong("judgment is neither text nor null");
        else _verdicts[JudgmentParser.Parse(judgment.GetString()!).Verdict]++;
    }

    private void Wrong(string problem) => _problems.Add($"row {Rows}: {problem}");

    // Visual Genome's images have plain numbers in GQA; those of its test sets, which Visual Genome never published, begin with n.
    [GeneratedRegex(@"^n\d+\.jpg$")]
    private static partial Regex GqaTestImage();

    [GeneratedRegex("<image>")]
    private static partial Regex ImagePlace();
}
