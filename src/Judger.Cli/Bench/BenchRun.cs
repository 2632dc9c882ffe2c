using System.Collections.Concurrent;
using System.Diagnostics;
using Judger.Client;

namespace Judger.Cli.Bench;

/// <summary>Asks the questions of a load and notes what became of each.</summary>
/// <param name="client">Who is asked.</param>
/// <param name="options">How a question with this answer is asked.</param>
/// <param name="text">Which answers are read while they are written.</param>
internal sealed class BenchRun(IJudgerClient client, Func<string, AskOptions> options, EventText text = EventText.None)
{
    private readonly ConcurrentQueue<BenchSample> _samples = [];
    private readonly Stopwatch _clock = new();
    private int _inFlight;

    /// <summary>What is known so far, from any thread.</summary>
    public IReadOnlyCollection<BenchSample> Samples => _samples;

    /// <summary>Questions that are being answered.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>How long the load runs, or ran.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>Asks without counting.</summary>
    public Task WarmUpAsync(IReadOnlyList<BenchQuestion> questions, int concurrency, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            questions,
            new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken },
            async (question, token) => await AskAsync(question, Stopwatch.StartNew(), token));

    /// <summary>A closed loop: a fixed number of questions is in flight, and the next begins when one ends.</summary>
    public async Task CloseAsync(IReadOnlyList<BenchQuestion> questions, int concurrency, CancellationToken cancellationToken)
    {
        var next = -1;
        _clock.Start();
        try
        {
            await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(WorkAsync, CancellationToken.None)));
        }
        finally
        {
            _clock.Stop();
        }

        async Task WorkAsync()
        {
            for (int index; (index = Interlocked.Increment(ref next)) < questions.Count;)
                await NoteAsync(questions[index], Stopwatch.StartNew(), cancellationToken);
        }
    }

    /// <summary>An open loop: questions arrive when they do, however many are in flight.</summary>
    /// <param name="questions">One for each arrival.</param>
    /// <param name="arrivals">Seconds from the start, ascending.</param>
    /// <param name="cancellationToken">Ends the load.</param>
    public async Task OpenAsync(IReadOnlyList<BenchQuestion> questions, IReadOnlyList<double> arrivals, CancellationToken cancellationToken)
    {
        var running = new List<Task>(questions.Count);
        _clock.Start();
        try
        {
            for (var index = 0; index < questions.Count; index++)
            {
                var wait = TimeSpan.FromSeconds(arrivals[index]) - _clock.Elapsed;
                if (wait > TimeSpan.Zero) await Task.Delay(wait, cancellationToken);
                var question = questions[index];

                // Counted from when it should have arrived: a bench that falls behind must not flatter who is asked.
                var arrival = new Since(_clock, TimeSpan.FromSeconds(arrivals[index]));
                running.Add(Task.Run(() => NoteAsync(question, arrival, cancellationToken), CancellationToken.None));
            }

            await Task.WhenAll(running);
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        finally
        {
            _clock.Stop();
        }
    }

    private Task NoteAsync(BenchQuestion question, Stopwatch clock, CancellationToken cancellationToken) =>
        NoteAsync(question, new Since(clock, TimeSpan.Zero), cancellationToken);

    private async Task NoteAsync(BenchQuestion question, Since arrival, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            _samples.Enqueue(await AskAsync(question, arrival, cancellationToken));
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private Task<BenchSample> AskAsync(BenchQuestion question, Stopwatch clock, CancellationToken cancellationToken) =>
        AskAsync(question, new Since(clock, TimeSpan.Zero), cancellationToken);

    private async Task<BenchSample> AskAsync(BenchQuestion question, Since arrival, CancellationToken cancellationToken)
    {
        TimeSpan image = default, first = default;
        TimeSpan? token = null;
        var stages = new List<StageEntry>();
        try
        {
            var begun = Stopwatch.GetTimestamp();
            var digest = await client.PutImageAsync(question.Image, cancellationToken);
            image = Stopwatch.GetElapsedTime(begun);
            var request = new AskRequest { Images = [digest], Question = question.Question.Text, Options = options(question.Question.Answer) };
            await foreach (var happened in client.AskStreamAsync(request, QuestionId.New(), new EventOptions { Text = text }, cancellationToken))
            {
                if (first == default) first = arrival.Elapsed;
                if (happened.Piece is not null) token ??= arrival.Elapsed;
                if (happened.Entry is { } entry) stages.Add(entry);
            }

            return new(null, image, first, token, arrival.Elapsed, stages);
        }
        catch (JudgerException exception)
        {
            return new(exception.Code, image, first, token, arrival.Elapsed, stages);
        }
    }

    /// <summary>Time since a moment on a clock.</summary>
    private readonly record struct Since(Stopwatch Clock, TimeSpan At)
    {
        public TimeSpan Elapsed => Clock.Elapsed - At;
    }
}
