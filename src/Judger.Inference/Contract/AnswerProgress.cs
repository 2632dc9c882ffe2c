using System.Runtime.CompilerServices;
using Judger.Inference.Sampling;
using Judger.Inference.Tokenization;

namespace Judger.Inference.Contract;

/// <summary>
/// An answer while it is generated. The engine only notes how many tokens there are. Readers may come at any time, make text of the tokens on their own
/// threads, and get all that has come since they last looked as one piece: one that is slow holds nobody up, and nothing is queued for it.
/// </summary>
public sealed class AnswerProgress
{
    private volatile AnswerTokens? _tokens;
    private volatile int _count;
    private volatile State _state;
    private TaskCompletionSource? _more;

    private enum State
    {
        Running,
        Complete,
        Failed,
    }

    /// <summary>Reads the answer from its beginning.</summary>
    /// <param name="withTokens">Whether <see cref="AnswerPiece.Tokens"/> is wanted.</param>
    /// <param name="cancellationToken">Ends the enumeration, and not the answer.</param>
    /// <returns>Pieces with at least one character each. They end with the answer; of one that fails or is cancelled, the end is missing.</returns>
    public async IAsyncEnumerable<AnswerPiece> ReadAsync(bool withTokens = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (ids, told, isBegun) = (new List<int>(), 0, false);
        AnswerText? text = null;
        while (true)
        {
            // In this order: what comes after the look completes the signal, and a state that is final has the final count.
            var more = More();
            var state = _state;
            var count = _count;
            if (_tokens is { } tokens && (count > ids.Count || state == State.Complete))
            {
                for (var index = ids.Count; index < count; index++) ids.Add(tokens.Ids[index]);
                text ??= new(tokens.Tokenizer, tokens.Stops);
                text.Update(ids);
                if (text.Take(isEnd: state == State.Complete) is { Length: > 0 } shown)
                {
                    var (from, isFirst) = (told, !isBegun);
                    (told, isBegun) = (count, true);
                    yield return new(shown, IsFirst: isFirst, withTokens ? [.. Enumerable.Range(from, told - from).Select(tokens.Of)] : null);
                }
            }

            if (state != State.Running) yield break;
            await more.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The answer's first token is about to come.</summary>
    internal void Begin(AnswerTokens tokens) => _tokens = tokens;

    /// <summary>Tokens have come. Allocates nothing.</summary>
    internal void Advance(int count)
    {
        _count = count;
        Wake();
    }

    /// <summary>No more tokens come.</summary>
    /// <param name="isComplete">Whether there is an answer.</param>
    internal void End(bool isComplete)
    {
        _state = isComplete ? State.Complete : State.Failed;
        Wake();
    }

    private void Wake() => Interlocked.Exchange(ref _more, null)?.TrySetResult();

    private Task More()
    {
        if (Volatile.Read(ref _more) is { } waiting) return waiting.Task;
        var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _more, signal, null) ?? signal).Task;
    }

    /// <summary>The tokens of an answer. Their lists never grow beyond the capacity that they begin with, so that they can be read while they grow.</summary>
    internal sealed record AnswerTokens(ITokenizer Tokenizer, IReadOnlyList<string> Stops, List<int> Ids, List<double> LogProbabilities)
    {
        public AnswerToken Of(int index) => new(Ids[index], Tokenizer.Piece(Ids[index]), LogProbabilities[index]);
    }
}
