using System.Collections.Concurrent;
using System.Text.Json;
using Judger.Cli.Output;
using Judger.Client;
using Judger.Imaging.Encoders;
using Judger.TinyModel.World;

namespace Judger.Cli.Datasets;

/// <summary>
/// Draws scenes of the synthetic world that training may use, asks a model about them, and writes what it answers: an input of <c>judger judge</c>.
/// </summary>
internal sealed class SceneAnswers(IJudgerClient client, ulong stream, string folder, bool wholeImageOnly)
{
    private readonly ConcurrentDictionary<int, IReadOnlyList<string>> _lines = new();

    /// <summary>Writes images and answers.jsonl.</summary>
    /// <returns>Lines, and how many of them are wrong.</returns>
    public async Task<(int Lines, int Wrong)> WriteAsync(int scenes, int parallel, Action<int> progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.Combine(folder, "images"));
        int done = 0, wrong = 0;
        await Parallel.ForAsync(
            0, scenes, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken }, async (index, token) =>
            {
                var lines = await AskAsync(index, token);
                _lines[index] = [.. lines.Select(line => line.Json)];
                Interlocked.Add(ref wrong, lines.Count(line => !line.IsRight));
                progress(Interlocked.Increment(ref done));
            });
        var path = Path.Combine(folder, "answers.jsonl");
        OutputFile.Write(path, file =>
        {
            using var writer = new StreamWriter(file);
            foreach (var line in Enumerable.Range(0, scenes).SelectMany(index => _lines[index])) writer.WriteLine(line);
        });
        return (_lines.Values.Sum(lines => lines.Count), wrong);
    }

    private async Task<List<(string Json, bool IsRight)>> AskAsync(int index, CancellationToken cancellationToken)
    {
        var scene = SceneGenerator.Draw(SceneSplit.Train, stream, (ulong)index);
        var random = new WorldRandom((ulong)SceneSplit.Train, stream, (ulong)index, 1);
        var png = ImageEncoder.EncodePng(scene.Image);
        var image = $"scene-{index:D5}.png";
        await Pictures.WriteAsync(Path.Combine(folder, "images", image), png, cancellationToken);
        var digest = await client.PutImageAsync(png, cancellationToken);
        var lines = new List<(string, bool)>();
        foreach (var kind in Enum.GetValues<QuestionKind>())
        {
            var question = QuestionWriter.Ask(random, scene, kind);
            var record = await client.AskAsync(
                new() { Images = [digest], Question = question.Text, Options = new() { Policy = JudgmentPolicy.Never, Look = LookPolicy.Always } },
                cancellationToken: cancellationToken);
            var box = record.Region!.Box;
            var answer = wholeImageOnly ? record.Baseline!.Text : record.Refined!.Text;
            var json = JsonSerializer.Serialize(new
            {
                question_id = $"{stream}-{index}-{(int)kind}",
                prompt = question.Text,
                text = answer,
                answer = question.Answer,
                image,
                box = new[] { box.Left, box.Top, box.Right, box.Bottom },
            });
            lines.Add((json, string.Equals(answer, question.Answer, StringComparison.OrdinalIgnoreCase)));
        }

        return lines;
    }
}
