using Judger.Core.Prompts;
using Judger.Imaging.Pixels;
using Judger.Inference.Contract;

namespace Judger.Inference.Tests.Cost;

/// <summary>
/// How long a question will take is known when it comes, with its later passes and those of the questions before it. In virtual time, so the numbers are the
/// same on every machine.
/// </summary>
public sealed class QuestionTimeTests(ITestOutputHelper output)
{
    private const double Tolerance = 1.5;

    private static readonly RgbImage Pixels = new(336, 336);

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(1, true)]
    [InlineData(4, true)]
    public void A_question_takes_what_the_engine_says_when_it_comes(int workers, bool isOneImage)
    {
        using var engine = new VirtualEngine(new(), new() { Device = "simulated:0", Workers = workers, QueueTokens = 1 << 22 });
        Ask(engine, 0, 80, isOneImage);
        foreach (var (first, count) in new[] { (1000, 50), (2000, 200), (3000, 400) })
        {
            var (told, took) = Ask(engine, first, count, isOneImage);
            output.WriteLine($"{count} questions: told {told:F2} s, took {took:F2} s, ratio {told / took:F2}");
            Assert.InRange(told / took, 1 / Tolerance, Tolerance);
        }
    }

    [Fact]
    public void An_idle_engine_is_always_tried()
    {
        using var engine = new VirtualEngine(new(), new() { Workers = 1 });
        Ask(engine, 0, 10, isOneImage: true);
        Assert.Equal(TimeSpan.Zero, engine.Status.QuestionTime);
    }

    /// <summary>
    /// Asks questions at the same time and runs them to their end. Returns what the engine said when the last one came, and when the last one was answered:
    /// those that come together are served together.
    /// </summary>
    private static (double Told, double Took) Ask(VirtualEngine engine, int first, int count, bool isOneImage)
    {
        var began = engine.Now;
        var told = 0.0;
        var running = new List<(int Number, int Pass, Task<Generation> Answer)>();
        for (var i = 0; i < count; i++)
        {
            told = engine.Status.QuestionTime.TotalSeconds;
            running.Add((i, 0, engine.Send(Pass(0, first + i, isOneImage, TimeSpan.Zero))));
        }

        while (running.Count > 0)
        {
            engine.RunUntil(() => running.Exists(pass => pass.Answer.IsCompleted));
            foreach (var done in running.Where(pass => pass.Answer.IsCompleted).ToArray())
            {
                running.Remove(done);
                if (done.Pass == 2) continue;
                var next = Pass(done.Pass + 1, first + done.Number, isOneImage, TimeSpan.FromSeconds(engine.Now - began));
                running.Add((done.Number, done.Pass + 1, engine.Send(next)));
            }
        }

        return (told, engine.Now - began);
    }

    // The answer to the whole image, the answer to image and crop, and whether that one is right.
    private static GenerationRequest Pass(int pass, int number, bool isOneImage, TimeSpan age)
    {
        var whole = new ImageInput(isOneImage ? "one" : $"image {number}", Pixels, PixelBox.Whole(Pixels.Size));
        var crop = whole with { Region = new(number % 100, number / 100, 200 + (number % 100), 200 + (number / 100)) };
        return new()
        {
            Prompt = pass switch
            {
                0 => PromptProfiles.ViCrop.Baseline.Fill($"Question {number}?"),
                1 => PromptProfiles.ViCrop.Refined.Fill($"Question {number}?"),
                _ => PromptProfiles.ViCrop.SelfJudgment.Fill($"Question {number}?", "yes"),
            },
            Images = pass == 0 ? [whole] : [whole, crop],
            MaxNewTokens = pass == 2 ? 0 : 20,
            Candidates = pass == 2 ? ["yes", "no"] : [],
            Age = age,
            IsContinuation = pass > 0,
        };
    }
}
