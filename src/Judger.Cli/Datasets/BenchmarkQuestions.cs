using System.Runtime.InteropServices;
using System.Text.Json;
using Judger.Cli.Commands;
using Judger.Protocol;

namespace Judger.Cli.Datasets;

/// <summary>The questions of a benchmark, to find them in training data: GQA's question files, {id: {question, imageId}}.</summary>
internal sealed class BenchmarkQuestions
{
    private const string AnswerForm = "\nAnswer the question using a single word or phrase.";
    private readonly HashSet<(string Image, string Question)> _questions = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <exception cref="CliException">The file cannot be read, or is not a question file.</exception>
    public static BenchmarkQuestions Read(string path)
    {
        var questions = new BenchmarkQuestions();
        using var document = JsonFile.Read(path);
        if (JsonTextCheck.Find(JsonMarshal.GetRawUtf8Value(document.RootElement)) is { } problem)
            throw new CliException($"{path}, line {problem.Line}: {problem.Message}");
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new CliException($"{path} is not a question file of GQA; give {{id: {{question, imageId}}}}.");
        foreach (var entry in document.RootElement.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Object
                || !entry.Value.TryGetProperty("question", out var question)
                || !entry.Value.TryGetProperty("imageId", out var image))
                throw new CliException($"{path}: {entry.Name} is not a question of GQA; give {{question, imageId}}.");
            questions._ids.Add(entry.Name);
            questions._questions.Add((image.ToString(), Plain(question.ToString())));
        }

        return questions;
    }

    /// <summary>True for a question that the benchmark asks: by its id, or by image and words.</summary>
    public bool Asks(string? id, string? image, string? question) =>
        (id is not null && _ids.Contains(id))
        || (image is not null && question is not null && _questions.Contains((Path.GetFileNameWithoutExtension(image), Plain(question))));

    private static string Plain(string question) => question.Replace(AnswerForm, "", StringComparison.Ordinal).Trim().ToUpperInvariant();
}
