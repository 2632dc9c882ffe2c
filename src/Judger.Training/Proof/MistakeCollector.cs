using System.Text.Json;
using Judger.Core.Judgments;
using Judger.Imaging.Encoders;
using Judger.Inference.Contract;
using Judger.TinyModel.World;

namespace Judger.Training.Proof;

/// <summary>
/// Asks a model about scenes of the training split and writes what it answered as a LLaVA-format file: the wrong refined answers with the reference expert's
/// judgment, and right ones, without, for a quarter as many rows.
/// </summary>
internal sealed class MistakeCollector(IInferenceEngine engine, string folder, ulong stream)
{
    private const int ScenesAtATime = 32;
    private const int MistakesPerRight = 4;
    private const int MostScenes = 20_000;
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public string Images => Path.Combine(folder, "images");

    public string Data => Path.Combine(folder, "data.json");

    /// <summary>Collects until there are enough mistakes; returns how many questions that took.</summary>
    public async Task<int> CollectAsync(int mistakes, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Images);
        List<object> wrong = [], right = [];
        var asked = 0;
        for (var first = 0; wrong.Count < mistakes; first += ScenesAtATime)
        {
            if (first >= MostScenes)
            {
                throw new TrainingException(
                    $"The model made only {wrong.Count} mistakes in {asked} questions; give a weaker --checkpoint, or ask for fewer rows (--rows).");
            }
            var answers = new List<Asked>[ScenesAtATime];
            await Parallel.ForAsync(
                0, ScenesAtATime, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken }, async (i, token) =>
                    answers[i] = await AskAsync((ulong)(first + i), token));
            foreach (var one in answers.SelectMany(answer => answer))
            {
                asked++;
                var isRight = WorldAsker.IsRight(one.Question, one.Answer);
                if (!isRight && wrong.Count < mistakes) wrong.Add(Row(one, one.Answer, JudgmentFeedback.ForReference(one.Answer, one.Question.Answer)));
                else if (isRight && right.Count < mistakes / MistakesPerRight) right.Add(Row(one, null, null));
            }
        }

        await File.WriteAllTextAsync(Data, JsonSerializer.Serialize(wrong.Concat(right), Json), cancellationToken);
        return asked;
    }

    private async Task<List<Asked>> AskAsync(ulong index, CancellationToken cancellationToken)
    {
        var scene = SceneGenerator.Draw(SceneSplit.Train, stream, index);
        var random = new WorldRandom((ulong)SceneSplit.Train, stream, index, 1);
        var image = $"scene-{index}.png";
        await File.WriteAllBytesAsync(Path.Combine(Images, image), ImageEncoder.EncodePng(scene.Image), cancellationToken);
        var asker = new WorldAsker(engine, $"train-{stream}-{index}", scene);
        var answers = new List<Asked>();
        foreach (var kind in Enum.GetValues<QuestionKind>())
        {
            var question = QuestionWriter.Ask(random, scene, kind);
            var crop = await asker.LocateAsync(question.Text, cancellationToken);
            answers.Add(new(image, question, crop, await asker.RefineAsync(question, crop, cancellationToken)));
        }

        return answers;
    }

    private static object Row(Asked asked, string? response, string? judgment) => new
    {
        id = $"{asked.Image}/{asked.Question.Kind}",
        image = asked.Image,
        judgment,
        response,
        box = new[] { asked.Crop.Left, asked.Crop.Top, asked.Crop.Right, asked.Crop.Bottom },
        conversations = new[] { new { from = "human", value = "<image>\n" + asked.Question.Text }, new { from = "gpt", value = asked.Question.Answer } },
    };

    private sealed record Asked(string Image, WorldQuestion Question, PixelBox Crop, string Answer);
}
