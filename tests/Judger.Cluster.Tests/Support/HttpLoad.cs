using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Judger.Cluster.Tests.Support;

/// <summary>
/// Callers who ask a gateway over HTTP while something happens to the cluster. One that is told to ask again later does so, under the same id; every other
/// error is one too many.
/// </summary>
internal sealed class HttpLoad(JudgerCluster cluster, Uri gateway, IReadOnlyList<ImageDigest> images, ITestOutputHelper output) : IDisposable
{
    private const int InFlight = 24;
    private const int AtLeast = 500;
    private const int Texts = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    // Without any answer: below the twenty seconds of a fault, so that the cluster gets over it by itself, and with room for a busy computer.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http = new() { BaseAddress = gateway, Timeout = Patience };
    private readonly ConcurrentDictionary<(int Image, int Text), string> _answers = new();
    private readonly ConcurrentBag<string> _errors = [];
    private readonly ConcurrentBag<(DateTime At, TimeSpan Latency)> _answered = [];
    private readonly ConcurrentBag<QuestionId> _ids = [];
    private int _later;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// Keeps questions in flight until the fault is over and enough have been asked. Holds that each was answered once, and as it is without a fault, and that
    /// the cluster never stood still for long.
    /// </summary>
    /// <param name="name">The fault's name, in the report.</param>
    /// <param name="fault">Breaks the cluster and mends it.</param>
    public async Task SurviveAsync(string name, Func<Task> fault)
    {
        for (var i = 0; i < images.Count * Texts; i++) await AskAsync("before", i);
        var (warm, began) = (_answered.Count, DateTime.UtcNow);
        var (next, isOver) = (0, false);
        var callers = Enumerable.Range(0, InFlight).Select(async _ =>
        {
            while (!isOver || Volatile.Read(ref next) < AtLeast) await AskAsync(name, Interlocked.Increment(ref next));
        }).ToList();
        try
        {
            await fault();
        }
        finally
        {
            isOver = true;
            await Task.WhenAll(callers);
        }

        var answered = _answered.Where(answer => answer.At >= began).ToList();
        var gap = answered.Select(answer => answer.At).Append(began).Order().Aggregate(
            (Longest: TimeSpan.Zero, Last: began), (seen, at) => (at - seen.Last > seen.Longest ? at - seen.Last : seen.Longest, at)).Longest;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {answered.Count} questions, {_errors.Count} errors, {_later} asked again, "
            + $"p50 {Load.Quantile(answered.Select(answer => answer.Latency), 0.5).TotalSeconds:F1} s, "
            + $"p99 {Load.Quantile(answered.Select(answer => answer.Latency), 0.99).TotalSeconds:F1} s, longest time without any answer "
            + $"{gap.TotalSeconds:F1} s"));
        Assert.True(_errors.IsEmpty, $"{_errors.Count} errors, such as: {_errors.FirstOrDefault()}");
        Assert.Equal(warm + next, _answered.Count);
        Assert.True(gap <= LongestSilence, $"Nobody had an answer for {gap}.");
        await AssertKeptAsync();
    }

    public void Dispose() => _http.Dispose();

    private async Task AskAsync(string name, int number)
    {
        var (image, text) = (number % images.Count, number / images.Count % Texts);
        var id = QuestionId.Parse($"{name.Replace(' ', '-')}-{number}");
        _ids.Add(id);
        var body = new { id = id.Name, question = $"What is it, {text}?", image = new { digest = images[image] }, policy = "never" };
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Patience; Interlocked.Increment(ref _later))
        {
            using var response = await _http.PostAsJsonAsync(new Uri("/v1/questions", UriKind.Relative), body, Token);
            var said = await response.Content.ReadAsStringAsync(Token);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                using var record = JsonDocument.Parse(said);
                var answer = record.RootElement.GetProperty("answer").GetString()!;
                if (_answers.GetOrAdd((image, text), answer) is var right && right != answer) _errors.Add($"{id}: \"{answer}\", not \"{right}\"");
                _answered.Add((DateTime.UtcNow, clock.Elapsed));
                return;
            }

            var isLater = response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests;
            if (!isLater || response.Headers.RetryAfter is null)
            {
                _errors.Add($"{id}: {(int)response.StatusCode} {said}");
                return;
            }

            await Task.Delay(response.Headers.RetryAfter.Delta is { } pause && pause < LongestPause ? pause : LongestPause, Token);
        }

        _errors.Add($"{id}: no answer in {Patience}");
    }

    private async Task AssertKeptAsync()
    {
        var records = new List<Answered>();
        foreach (var id in _ids) records.Add(new(id, await cluster.Client.GetAsync(id, Token), null, TimeSpan.Zero));
        Assert.All(records, answer => Assert.NotNull(answer.Record));
        Load.AssertAnswered(records);
    }
}
