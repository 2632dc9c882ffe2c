using System.Diagnostics;

namespace Judger.Cluster.Tests.Support;

/// <summary>Asks many questions.</summary>
internal static class Load
{
    public static readonly AskOptions Options = new() { Policy = JudgmentPolicy.Never };

    /// <summary>Asks one question and notes what became of it.</summary>
    /// <param name="cluster">Who is asked.</param>
    /// <param name="image">What it is about.</param>
    /// <param name="name">Its id.</param>
    /// <param name="options">How it is asked.</param>
    /// <param name="question">Its text. Default: one that no other question has.</param>
    public static async Task<Answered> AskAsync(JudgerCluster cluster, ImageDigest image, string name, AskOptions? options = null, string? question = null)
    {
        var id = QuestionId.Parse(name);
        var clock = Stopwatch.StartNew();
        try
        {
            var request = new AskRequest { Images = [image], Question = question ?? $"What is it, {id}?", Options = options ?? Options };
            return new(id, await cluster.Client.AskAsync(request, id, TestContext.Current.CancellationToken), null, clock.Elapsed);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new(id, null, exception, clock.Elapsed);
        }
    }

    /// <summary>The same, again when the cluster says that it is busy, as applications do.</summary>
    public static async Task<Answered> AskPatientlyAsync(JudgerCluster cluster, ImageDigest image, string id)
    {
        while (true)
        {
            var answer = await AskAsync(cluster, image, id);
            if (answer.Error is not OverloadedException busy) return answer;
            await Task.Delay(busy.RetryAfter, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Asks as many questions at once, each about one of some images.</summary>
    public static Task<Answered[]> AskAllAsync(
        JudgerCluster cluster, IReadOnlyList<ImageDigest> images, string name, int count, AskOptions? options = null, string? question = null) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(i => AskAsync(cluster, images[i % images.Count], $"{name}-{i}", options, question)));

    /// <summary>Keeps as many questions in flight until the work is over; each is about one of some images.</summary>
    public static async Task<IReadOnlyList<Answered>> KeepAskingAsync(
        JudgerCluster cluster, IReadOnlyList<ImageDigest> images, string name, int inFlight, Func<Task> work, AskOptions? options = null)
    {
        var answered = new List<Answered>();
        var next = 0;
        var isOver = false;
        var askers = Enumerable.Range(0, inFlight).Select(async _ =>
        {
            while (!isOver)
            {
                var i = Interlocked.Increment(ref next);
                var answer = await AskAsync(cluster, images[i % images.Count], $"{name}-{i}", options);
                lock (answered) answered.Add(answer);
            }
        }).ToList();
        try
        {
            await work();
        }
        finally
        {
            isOver = true;
            await Task.WhenAll(askers);
        }

        return answered;
    }

    /// <summary>Asks as many questions as given, so many a second, whether they are answered or not.</summary>
    public static async Task<Answered[]> AskAtRateAsync(double rate, int count, Func<int, Task<Answered>> ask)
    {
        var clock = Stopwatch.StartNew();
        var asked = new Task<Answered>[count];
        for (var i = 0; i < count; i++)
        {
            asked[i] = ask(i);
            var next = TimeSpan.FromSeconds((i + 1) / rate);
            if (next > clock.Elapsed) await Task.Delay(next - clock.Elapsed, TestContext.Current.CancellationToken);
        }

        return await Task.WhenAll(asked);
    }

    public static async Task<ImageDigest[]> PutImagesAsync(JudgerCluster cluster, int count) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => cluster.PutNewImageAsync()));

    /// <summary>Holds that every question has one answer, and that no finished stage was run again.</summary>
    public static void AssertAnswered(IReadOnlyCollection<Answered> answered)
    {
        var failures = answered.Where(answer => answer.Error is not null).ToList();
        Assert.True(failures.Count == 0, $"{failures.Count} of {answered.Count} failed, the first with {failures.FirstOrDefault()?.Error}");
        foreach (var record in answered.Select(answer => answer.Record!))
        {
            Assert.True(record is { IsFinished: true, IsCutShort: false }, record.ToString());
            Assert.Equal((1, 1, 1), (record.CountOf(QuestionStage.Baseline), record.CountOf(QuestionStage.Locate), record.CountOf(QuestionStage.Refine)));
            Assert.Equal(record.Rounds.Count, record.CountOf(QuestionStage.Judge));

            // No stage is in the log twice for the same round, whether it was run or skipped.
            Assert.Equal(record.Stages.Count, record.Stages.DistinctBy(entry => (entry.Stage, entry.Round)).Count());
        }
    }

    public static TimeSpan Quantile(IEnumerable<TimeSpan> times, double quantile)
    {
        var sorted = times.Order().ToList();
        return sorted.Count == 0 ? TimeSpan.Zero : sorted[(int)(quantile * (sorted.Count - 1))];
    }
}
