namespace Judger.Grains.Questions;

/// <summary>
/// Hears what the slot that works for a question writes, as long as somebody wants to know it. A slot that cannot be heard, such as one of an earlier version,
/// is no error: the answer then comes whole. For one grain: not thread-safe.
/// </summary>
/// <param name="grains">Where the slots are.</param>
/// <param name="events">Where it is told.</param>
/// <param name="time">The clock.</param>
internal sealed class AnswerListener(IGrainFactory grains, QuestionEvents events, TimeProvider time) : IDisposable
{
    private const int MostTries = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private Pass? _pass;
    private int _readersOfAll;
    private int _readersOfFinal;

    /// <summary>Somebody wants to know what is written, until this is disposed.</summary>
    public IDisposable Attend(EventText text)
    {
        Count(text, 1);
        if (_pass is { IsHeard: false } pass && IsWanted(pass)) Begin(pass);
        return new Disposal(() =>
        {
            Count(text, -1);
            if (_pass is { } left && !IsWanted(left)) left.Dispose();
        });
    }

    /// <summary>A slot is about to write an answer, until this is disposed.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="isFinal">Whether the answer is final.</param>
    /// <param name="withTokens">Whether the question wants the tokens.</param>
    /// <param name="feed">The name under which the slot is to write.</param>
    public IDisposable Follow(SlotKey slot, bool isFinal, bool withTokens, out Guid feed)
    {
        var pass = _pass = new(slot, feed = Guid.NewGuid(), isFinal, withTokens);
        if (IsWanted(pass)) Begin(pass);
        return new Disposal(() =>
        {
            pass.Dispose();
            if (_pass == pass) _pass = null;
        });
    }

    public void Dispose() => _pass?.Dispose();

    private bool IsWanted(Pass pass) => _readersOfAll > 0 || (pass.IsFinal && _readersOfFinal > 0);

    private void Count(EventText text, int change)
    {
        if (text == EventText.All) _readersOfAll += change;
        else if (text == EventText.Final) _readersOfFinal += change;
    }

    private void Begin(Pass pass) => _ = HearAsync(pass, pass.Begin());

    private async Task HearAsync(Pass pass, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries && !cancellationToken.IsCancellationRequested; tries++)
        {
            try
            {
                if (tries > 0) await Task.Delay(Pause, time, cancellationToken);
                await ReadAsync(pass, cancellationToken);
                return;
            }
#pragma warning disable CA1031 // Whatever it is, the stage has its own way to learn of it.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }
    }

    private async Task ReadAsync(Pass pass, CancellationToken cancellationToken)
    {
        var (text, tokens) = ("", new List<AnswerToken>());
        var pieces = grains.GetGrain<IAnswerFeedGrain>(pass.Slot.ToString()).ReadAsync(pass.Feed, pass.WithTokens, cancellationToken);
        await foreach (var piece in pieces.WithBatchSize(1).WithCancellation(cancellationToken))
        {
            if (cancellationToken.IsCancellationRequested) return;
            text += piece.Text;
            if (piece.Tokens is not null) tokens.AddRange(piece.Tokens);
            events.Tell(pass, text, [.. tokens]);
        }
    }

    private sealed class Disposal(Action dispose) : IDisposable
    {
        private Action? _dispose = dispose;

        public void Dispose() => Interlocked.Exchange(ref _dispose, null)?.Invoke();
    }

    /// <summary>One try of a stage on one slot.</summary>
    private sealed class Pass(SlotKey slot, Guid feed, bool isFinal, bool withTokens) : IDisposable
    {
        private CancellationTokenSource? _hearing;

        public SlotKey Slot => slot;

        public Guid Feed => feed;

        public bool IsFinal => isFinal;

        public bool WithTokens => withTokens;

        public bool IsHeard => _hearing is not null;

        /// <summary>Hearing begins. It ends when this is disposed; then it may begin again.</summary>
        public CancellationToken Begin()
        {
            Dispose();
            _hearing = new();
            return _hearing.Token;
        }

        public void Dispose()
        {
            _hearing?.Cancel();
            _hearing?.Dispose();
            _hearing = null;
        }
    }
}
