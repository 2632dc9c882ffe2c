using Judger.Cli.Commands;
using Judger.Experts;

namespace Judger.Cli.Judging;

/// <summary>Judges lines and puts them into the output. An expert that is away for a while is waited for.</summary>
internal sealed class JudgeJob(
    IReadOnlyList<JudgeLine> lines,
    JudgeOutput output,
    IExpert expert,
    FolderPictures pictures,
    JudgeOptions options,
    JudgeReport report,
    TimeProvider time)
{
    // A line at which the expert fails again and again while it judges others.
    private const int MaxRounds = 4;

    private long _lastSuccess = time.GetTimestamp();
    private CliException? _end;

    /// <exception cref="CliException">The expert refuses every request, or was away for too long, or a line is bad and bad lines end the run.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var inFlight = new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(output.ToDo(lines.Count).TakeWhile(_ => !HasEnded), inFlight, async (place, token) =>
        {
            try
            {
                await FinishAsync(place, token);
                report.Finish();
            }
            catch (CliException exception)
            {
                // Nothing new is begun; what is in flight is paid for, and may come home.
                Interlocked.CompareExchange(ref _end, exception, null);
            }
        });
        if (_end is not null) throw _end;
    }

    private bool HasEnded => Volatile.Read(ref _end) is not null;

    // It judged other lines since this one was first tried.
    private bool IsAlive => time.GetElapsedTime(Volatile.Read(ref _lastSuccess)) < options.Pause * MaxRounds;

    private async Task FinishAsync(int place, CancellationToken cancellationToken)
    {
        var line = lines[place];
        var problem = line.Problem ?? (line.NeedsExpert ? pictures.Problem(line.Image) : null);
        if (problem is not null) Skip(place, problem);
        else if (!line.NeedsExpert) output.Put(place, JudgedLine.Write(line, judgment: null));
        else await JudgeAsync(place, cancellationToken);
    }

    private async Task JudgeAsync(int place, CancellationToken cancellationToken)
    {
        var line = lines[place];
        var question = new ExpertQuestion(line.Image, null, line.Question, line.Text, line.Answer);
        for (var round = 1; ; round++)
        {
            try
            {
                var reply = await expert.JudgeAsync(question, cancellationToken);
                Volatile.Write(ref _lastSuccess, time.GetTimestamp());
                report.Add(reply);
                if (reply.Judgment.Failure is { } failure) Skip(place, failure.Message);
                else output.Put(place, JudgedLine.Write(line, JudgmentWords.Of(reply)));
                return;
            }
            catch (ExpertException exception) when (
                exception.IsAboutTheRequest || (exception.Problem == ExpertFailureKind.Malformed && report.Judged > 0)
                || (round == MaxRounds && exception.IsTransient && IsAlive))
            {
                Skip(place, exception.Message);
                return;
            }
            catch (ExpertException exception) when (exception.IsTransient || exception.Problem == ExpertFailureKind.CircuitOpen)
            {
                if (HasEnded || time.GetElapsedTime(Volatile.Read(ref _lastSuccess)) > options.Patience)
                {
                    throw new CliException(
                        $"{exception.Message} Nothing was judged for {options.Patience.TotalMinutes:0.#} minutes; give the same command again to go on.",
                        exception);
                }
                if (exception.Problem == ExpertFailureKind.CircuitOpen) round--;
                await Task.Delay(exception.RetryAfter is { } asked && asked > options.Pause ? asked : options.Pause, time, cancellationToken);
            }
            catch (ExpertException exception)
            {
                // The next line would meet the same: the address, the key, the model's name, the quota or the budget has to change first.
                throw new CliException($"{exception.Message} What is judged is kept; give the same command again to go on.", exception);
            }
        }
    }

    private void Skip(int place, string problem)
    {
        var line = lines[place];
        if (options.BadLines == BadLines.Stop)
            throw new CliException($"Line {line.Number} cannot be judged: {problem.TrimEnd('.')}. Correct it, or give --bad-lines skip.");
        var isWritten = options.BadLines == BadLines.Write && line.Problem is null;
        report.Skip(line, problem, isWritten);
        if (isWritten) output.PutUnjudged(place, JudgedLine.WriteUnjudged(line, problem));
        else output.Put(place, line: null);
    }
}
