using Judger.Core.Stages;

namespace Judger.Grains.Questions;

/// <summary>
/// One listener's place in a question's events. Between the beginning and the end of a stage it tells what the stage writes, where that is wanted. Of what had
/// ended before it came, the end says all.
/// </summary>
/// <param name="events">All events.</param>
/// <param name="options">Which are wanted.</param>
/// <param name="policy">Knows which answers are final.</param>
internal sealed class EventReader(QuestionEvents events, EventOptions options, StagePolicy policy)
{
    private readonly int _past = events.Count;
    private int _next = options.From;
    private StageTextReader _text;

    /// <summary>The next event; null while there is none.</summary>
    public QuestionEvent? Next()
    {
        if (_next < events.Count)
        {
            var happened = events[_next];
            if (IsLive && happened.Entry?.Outcome is ModelAnswer answer && IsWanted(happened) && _text.Rest(events.TextOf(_next - 1), answer) is { } rest)
                return Piece(happened, rest);
            _next++;
            _text = default;
            return happened;
        }

        // Of a stage that goes on.
        if (_next != events.Count || events.TextOf(_next - 1) is not { } text || events[_next - 1] is not { IsFinished: false } begun) return null;
        return IsWanted(begun) && _text.Next(text) is { } piece ? Piece(begun, piece) : null;
    }

    private bool IsLive => _next >= _past && _next >= events.Replayed;

    private bool IsWanted(QuestionEvent of) => options.Text switch
    {
        EventText.All => true,
        EventText.Final => policy.IsFinal(of.Stage, of.Round),
        _ => false,
    };

    private QuestionEvent Piece(QuestionEvent of, AnswerPiece piece) => new(_next - 1, of.Stage, of.Round, null)
    {
        Piece = piece,
        IsFinal = policy.IsFinal(of.Stage, of.Round),
    };
}
