using System.Text.Json;
using Judger.Core.Answers;
using Judger.Core.Judgments;

namespace Judger.Training.Data.Llava;

/// <summary>
/// Reads a LLaVA-format file: a list of <c>{id, image, judgment?, response?, box?, conversations: [{from: human|gpt, value}]}</c>. The gpt value is the right
/// answer; <c>judgment</c> speaks of the model's own, <c>response</c>; <c>box</c> is the crop, [left, top, right, bottom] in pixels.
/// </summary>
internal static class LlavaFile
{
    private const string ImagePlace = "<image>";

    // The profile words the format; what a file says of it would be said twice.
    private static readonly string[] AnswerFormats = ["Answer the question using a single word or phrase."];

    /// <exception cref="TrainingException">The file is missing or not a list, or a row is wrong; the message gives its number.</exception>
    public static IReadOnlyList<LlavaRow> Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.ValueKind != JsonValueKind.Array) throw new TrainingException($"{path} is not a list of rows: give a LLaVA-format file.");
            List<LlavaRow> rows = [.. document.RootElement.EnumerateArray().SelectMany((row, i) => ReadRow(row, new(path, i + 1)))];
            return rows.Count > 0 ? rows : throw new TrainingException($"{path} has no rows: give a LLaVA-format file with at least one.");
        }
        catch (JsonException exception)
        {
            throw new TrainingException($"{path} is not JSON ({exception.Message}): write it again.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"{path} cannot be read ({exception.Message}): check the path.", exception);
        }
    }

    private static IEnumerable<LlavaRow> ReadRow(JsonElement row, RowPlace place)
    {
        if (row.ValueKind != JsonValueKind.Object) throw place.Wrong("is not an object", "write {id, image, conversations}");
        var image = Text(row, "image", place) ?? throw place.Wrong("has no image", "remove rows of text alone");
        var turns = Turns(row, place);
        var judgment = Text(row, "judgment", place);
        var response = Text(row, "response", place);
        if (turns.Count > 1 && (judgment ?? response) is not null) throw place.Wrong("has a judgment and several turns", "judge one turn a row");
        var (question, answer) = turns[0];
        var feedback = Feedback(judgment, response, answer);
        yield return new(place, 1, image, question, answer, feedback, feedback is null ? null : response, Box(row, place));
        for (var i = 1; i < turns.Count; i++) yield return new(place, i + 1, image, turns[i].Question, turns[i].Answer, Box: Box(row, place));
    }

    /// <summary>Only what rejects an answer is fed back: a judgment that accepts it, or cannot tell, counts as none.</summary>
    private static string? Feedback(string? judgment, string? response, string answer)
    {
        if (judgment is null) return null;
        var parsed = JudgmentParser.Parse(judgment);
        if (response is not null && AnswerNormalizer.AnswersAgree(response, answer)) return null;
        if (parsed.Verdict == Verdict.Incorrect) return parsed.Feedback;

        // A response beside another ground truth is wrong, whether or not the judgment says so in words that the parser knows.
        return response is not null && parsed.Verdict == Verdict.Unable ? parsed.Feedback : null;
    }

    private static List<(string Question, string Answer)> Turns(JsonElement row, RowPlace place)
    {
        if (!row.TryGetProperty("conversations", out var list) || list.ValueKind != JsonValueKind.Array)
            throw place.Wrong("has no conversations", "write [{from: human, value}, {from: gpt, value}]");
        var said = list.EnumerateArray().Select(turn => turn.ValueKind == JsonValueKind.Object
            ? (From: Text(turn, "from", place), Value: Text(turn, "value", place))
            : throw place.Wrong("has a turn that is not an object", "write {from, value}")).ToList();
        if (said.Count == 0 || said.Count % 2 != 0) throw place.Wrong($"has {said.Count} turns", "let a gpt turn follow every human one");
        var turns = new List<(string, string)>();
        for (var i = 0; i < said.Count; i += 2)
        {
            if (said[i].From != "human" || said[i + 1].From != "gpt")
                throw place.Wrong($"has '{said[i].From}' before '{said[i + 1].From}'", "let turns be human, gpt by turns");
            var question = Question(said[i].Value ?? "");
            if (question.Length == 0) throw place.Wrong("has an empty question", "write it, or remove the row");
            if (string.IsNullOrWhiteSpace(said[i + 1].Value)) throw place.Wrong("has an empty answer", "write it, or remove the row");
            turns.Add((question, said[i + 1].Value!.Trim()));
        }

        return turns;
    }

    private static string Question(string value)
    {
        var question = value.Replace(ImagePlace, "", StringComparison.Ordinal).Trim();
        foreach (var format in AnswerFormats)
        {
            if (question.EndsWith(format, StringComparison.OrdinalIgnoreCase)) question = question[..^format.Length].TrimEnd();
        }

        return question;
    }

    private static PixelBox? Box(JsonElement row, RowPlace place)
    {
        if (!row.TryGetProperty("box", out var box) || box.ValueKind == JsonValueKind.Null) return null;
        if (box.ValueKind != JsonValueKind.Array || box.GetArrayLength() != 4 || !box.EnumerateArray()
            .All(side => side.ValueKind == JsonValueKind.Number && side.TryGetInt32(out _)))
            throw place.Wrong("has a box that is not four whole numbers", "write [left, top, right, bottom] in pixels, or leave it out");
        return new(box[0].GetInt32(), box[1].GetInt32(), box[2].GetInt32(), box[3].GetInt32());
    }

    private static string? Text(JsonElement element, string name, RowPlace place)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : throw place.Wrong($"has a {name} that is not a string", "write a string, or leave it out");
    }
}
