using Judger.Cli.Evaluation.Benchmarks;
using Judger.Cli.Files;
using Judger.Inference.Files;

namespace Judger.Cli.Evaluation.Scoring;

/// <summary>An answer that somebody's model gave.</summary>
/// <param name="Id">The question's id; null where the file has the questions' order instead.</param>
/// <param name="Text">The answer; null for a question that failed.</param>
/// <param name="Prompt">What the model was asked, where the file tells.</param>
/// <param name="Item">The whole line.</param>
internal sealed record Prediction(string? Id, string? Text, string? Prompt, DataItem Item)
{
    private const string Expected = "{\"question_id\": .., \"text\": ..} on each line, or a list of these";

    /// <summary>The benchmark's group, such as a split of POPE, where the file tells.</summary>
    public string? Category => Item.TextOrNull("category", "split");

    /// <summary>Reads JSON lines or a JSON list: LLaVA's answer files, POPE's, VQA's result files, and the records of <c>judger eval</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="stage">The stage whose answers are meant, for records.</param>
    public static IEnumerable<Prediction> Read(string path, string? stage) =>
        (IsList(path) ? DataFile.Items(path, null, Expected) : DataFile.Lines(path, Expected)).Select(item => new Prediction(
            item.TextOrNull("question_id", "questionId", "id"),
            stage is null ? item.Text("text", "answer", "prediction") : StageAnswer(item, stage),
            item.TextOrNull("prompt"),
            item));

    private static string? StageAnswer(DataItem item, string stage)
    {
        if (item.TextOrNull("error") is not null) return null;
        var answer = (item.Field("stages") ?? throw item.Wrong("stages is missing; --stage is for the records of judger eval.")).Field(stage);
        return (answer ?? throw item.Wrong($"the stage {stage} is missing.")).Text("answer");
    }

    private static bool IsList(string path)
    {
        // A pipe can be read once only.
        if (!File.Exists(path) || FolderFile.NotRegular(path) is not null) return false;
        return InputFile.Try(path, () =>
        {
            using var reader = new StreamReader(path);
            int next;
            while ((next = reader.Read()) >= 0 && char.IsWhiteSpace((char)next))
            {
            }

            return next == '[';
        });
    }
}
