using System.Diagnostics;
using Judger.Client;
using Judger.Core.Answers;
using Judger.Core.Geometry;
using Judger.Imaging;
using Judger.TinyModel.World;

namespace Judger.Cli.Evaluation;

/// <summary>Asks questions about test scenes and counts right answers by kind and stage.</summary>
internal sealed class SignsEvaluation(IJudgerClient client, ulong stream, int parallel, bool withControls)
{
    private const double OracleSide = 96;

    private readonly SignsReport _report = new();

    public async Task<SignsReport> RunAsync(int count, Action<int> progress, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var done = 0;
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken }, async (index, token) =>
        {
            await EvaluateAsync((ulong)index, token);
            progress(Interlocked.Increment(ref done));
        });
        _report.Finish(count, clock.Elapsed);
        return _report;
    }

    private async Task EvaluateAsync(ulong index, CancellationToken cancellationToken)
    {
        var scene = SceneGenerator.Draw(SceneSplit.Test, stream, index);
        var random = new WorldRandom((ulong)SceneSplit.Test, stream, index, 1);
        var digest = await client.PutImageAsync(ImageEncoder.EncodePng(scene.Image), cancellationToken);
        foreach (var kind in Enum.GetValues<QuestionKind>())
        {
            var question = QuestionWriter.Ask(random, scene, kind);
            await EvaluateAsync(digest, question, random, cancellationToken);
        }
    }

    private async Task EvaluateAsync(string digest, WorldQuestion question, WorldRandom random, CancellationToken cancellationToken)
    {
        var judged = await AskAsync(new() { Expert = ExpertNames.Reference, ReferenceAnswer = question.Answer, Policy = JudgmentPolicy.Always });
        var self = await AskAsync(new() { Expert = ExpertNames.Self, Policy = JudgmentPolicy.Always });
        var oracle = await AskAsync(Only(question.Target is { } target ? Around(target.CenterX, target.CenterY, OracleSide) : Whole));
        _report.Add(question.Kind, "baseline", IsRight(judged.Baseline!.Text));
        _report.Add(question.Kind, "refined", IsRight(judged.Refined!.Text));
        _report.Add(question.Kind, "judged", IsRight(judged.Answer!));
        _report.Add(question.Kind, "judged_self", IsRight(self.Answer!));
        _report.Add(question.Kind, "oracle", IsRight(oracle.Refined!.Text));
        _report.AddTimes(judged);
        if (question.Kind != QuestionKind.Fine) return;

        var box = judged.Region!.Box;
        _report.AddHit(new PixelBox(box.Left, box.Top, box.Right, box.Bottom).Contains(question.Target!.DigitBox));
        if (!withControls) return;
        var twice = await AskAsync(Only(Whole));
        var anywhere = await AskAsync(Only(Around(random.Between(0.0, Scene.Side), random.Between(0.0, Scene.Side), box.Right - box.Left)));
        _report.Add(question.Kind, "whole_image_twice", IsRight(twice.Refined!.Text));
        _report.Add(question.Kind, "random_crop", IsRight(anywhere.Refined!.Text));

        Task<QuestionRecord> AskAsync(AskOptions options) =>
            client.AskAsync(new() { ImageDigest = digest, Question = question.Text, Options = options }, cancellationToken: cancellationToken);

        bool IsRight(string answer) => AnswerNormalizer.AnswersAgree(answer, question.Answer);
    }

    private static ImageBox Whole { get; } = new(0, 0, Scene.Side, Scene.Side);

    private static AskOptions Only(ImageBox crop) => new() { Crop = crop, Policy = JudgmentPolicy.Never };

    private static ImageBox Around(double x, double y, double side)
    {
        var half = (int)(side / 2);
        var centerX = Math.Clamp((int)x, half, Scene.Side - half);
        var centerY = Math.Clamp((int)y, half, Scene.Side - half);
        return new(centerX - half, centerY - half, centerX + half, centerY + half);
    }
}
