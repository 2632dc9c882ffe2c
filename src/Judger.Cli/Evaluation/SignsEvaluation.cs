using System.Collections.Concurrent;
using System.Diagnostics;
using Judger.Client;
using Judger.Core.Answers;
using Judger.Imaging.Encoders;
using Judger.TinyModel.World;

namespace Judger.Cli.Evaluation;

/// <summary>Asks questions about test scenes and notes which answers are right, by kind and stage.</summary>
internal sealed class SignsEvaluation(IJudgerClient client, ulong stream, int parallel, bool withControls, bool withPolicies = false)
{
    private const double OracleSide = 96;

    private static readonly QuestionStage[] Measured =
        [QuestionStage.Baseline, QuestionStage.Locate, QuestionStage.Refine, QuestionStage.Judge, QuestionStage.Correct];

    private readonly ConcurrentBag<SignsResult> _results = [];

    public async Task<SignsReport> RunAsync(int count, Action progress, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await Parallel.ForAsync(
            0, count, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken }, async (index, token) =>
            {
                await EvaluateAsync((ulong)index, token);
                progress();
            });
        return new([.. _results.OrderBy(result => result.Scene).ThenBy(result => result.Kind)], count, clock.Elapsed);
    }

    private async Task EvaluateAsync(ulong index, CancellationToken cancellationToken)
    {
        var scene = SceneGenerator.Draw(SceneSplit.Test, stream, index);
        var random = new WorldRandom((ulong)SceneSplit.Test, stream, index, 1);
        var digest = await client.PutImageAsync(ImageEncoder.EncodePng(scene.Image), cancellationToken);
        foreach (var kind in Enum.GetValues<QuestionKind>())
        {
            var question = QuestionWriter.Ask(random, scene, kind);
            _results.Add(await EvaluateAsync(index, digest, question, random, cancellationToken));
        }
    }

    private async Task<SignsResult> EvaluateAsync(
        ulong scene, ImageDigest digest, WorldQuestion question, WorldRandom random, CancellationToken cancellationToken)
    {
        var (scores, times, calls) = (new Dictionary<string, double>(), new Dictionary<string, double>(), new Dictionary<string, int>());
        var judged = await AskAsync(Judged(ExpertNames.Reference, JudgmentPolicy.Always));
        Add("baseline", judged.Baseline!.Text, judged.TimeOf(QuestionStage.Baseline));
        Add("refined", judged.Refined!.Text, judged.TimeOf(QuestionStage.Locate, QuestionStage.Refine));
        AddJudged("judged", judged);
        AddJudged("judged_self", await AskAsync(Judged(ExpertNames.Self, JudgmentPolicy.Always)));
        if (withPolicies)
        {
            AddJudged("judged_when_uncertain", await AskAsync(Judged(ExpertNames.Reference, JudgmentPolicy.WhenUncertain)));
            AddJudged("judged_self_when_uncertain", await AskAsync(Judged(ExpertNames.Self, JudgmentPolicy.WhenUncertain)));
        }

        await AddCropAsync("oracle", question.Target is { } target ? Around(target.CenterX, target.CenterY, OracleSide) : Whole);
        bool? isHit = null;
        if (question.Kind == QuestionKind.Fine)
        {
            var box = judged.Region!.Box;
            isHit = box.Contains(question.Target!.DigitBox);
            if (withControls)
            {
                await AddCropAsync("whole_image_twice", Whole);
                await AddCropAsync("random_crop", Around(random.Between(0.0, Scene.Side), random.Between(0.0, Scene.Side), box.Width));
            }
        }

        return new(scene, question.Kind, judged.Baseline.Certainty, new() { Scores = scores, Milliseconds = times, ExpertCalls = calls }, Parts(judged), isHit);

        Task<QuestionRecord> AskAsync(AskOptions options) =>
            client.AskAsync(new() { Images = [digest], Question = question.Text, Options = options }, cancellationToken: cancellationToken);

        AskOptions Judged(string expert, JudgmentPolicy policy) =>
            new() { Expert = expert, Policy = policy, Look = LookPolicy.Always, ReferenceAnswer = expert == ExpertNames.Reference ? question.Answer : null };

        async Task AddCropAsync(string stage, PixelBox crop)
        {
            var asked = await AskAsync(new() { Crop = crop, Policy = JudgmentPolicy.Never });
            Add(stage, asked.Refined!.Text, asked.TimeOf(QuestionStage.Refine));
        }

        void AddJudged(string stage, QuestionRecord asked)
        {
            Add(stage, asked.Answer!, Judgments(asked));
            calls[stage] = asked.Rounds.Count;
        }

        void Add(string stage, string answer, TimeSpan time)
        {
            scores[stage] = AnswerNormalizer.AnswersAgree(answer, question.Answer) ? 1 : 0;
            times[stage] = time.TotalMilliseconds;
        }
    }

    private static PixelBox Whole { get; } = new(0, 0, Scene.Side, Scene.Side);

    private static Dictionary<string, double> Parts(QuestionRecord asked) => new()
    {
        ["baseline"] = asked.TimeOf(QuestionStage.Baseline).TotalMilliseconds,
        ["locate"] = asked.TimeOf(QuestionStage.Locate).TotalMilliseconds,
        ["refine"] = asked.TimeOf(QuestionStage.Refine).TotalMilliseconds,
        ["judge_and_correct"] = Judgments(asked).TotalMilliseconds,
        ["question"] = asked.TimeOf(Measured).TotalMilliseconds,
    };

    private static TimeSpan Judgments(QuestionRecord asked) => asked.TimeOf(QuestionStage.Judge, QuestionStage.Correct);

    private static PixelBox Around(double x, double y, double side)
    {
        var half = (int)(side / 2);
        var centerX = Math.Clamp((int)x, half, Scene.Side - half);
        var centerY = Math.Clamp((int)y, half, Scene.Side - half);
        return new(centerX - half, centerY - half, centerX + half, centerY + half);
    }
}
