namespace Judger.Client;

/// <summary>
/// The question's answer as text that is passed on while it is written, and that cannot be taken back. Pieces of answers that are not final are left out. An
/// answer that begins again, because a silo was lost, goes on where the text stands if it is the same.
/// </summary>
/// <param name="id">The question.</param>
public sealed class StreamedAnswer(QuestionId id)
{
    private string _passed = "";
    private int _passedTokens;
    private string _text = "";
    private List<AnswerToken> _tokens = [];

    /// <summary>Whether any text was passed on.</summary>
    public bool HasBegun => _passed.Length > 0;

    /// <summary>What of the answer an event brings; null for nothing.</summary>
    public AnswerPiece? Next(QuestionEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        if (happened is not { Piece: { } piece, IsFinal: true }) return null;
        if (piece.IsFirst) (_text, _tokens) = ("", []);
        _text += piece.Text;
        _tokens.AddRange(piece.Tokens ?? []);
        return _text.Length > _passed.Length && _text.StartsWith(_passed, StringComparison.Ordinal) ? Pass(_text, _tokens) : null;
    }

    /// <summary>What is still missing of the answer; null for nothing.</summary>
    /// <exception cref="AnswerChangedException">The answer does not begin with the text that was passed on.</exception>
    public AnswerPiece? End(QuestionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var answer = record.Answer ?? "";
        if (!answer.StartsWith(_passed, StringComparison.Ordinal))
        {
            var cause = record.IsCutShort
                ? "The question's budget ended before the answer that was being written was complete"
                : "The answer was written again after a server was lost, and is another";
            throw new AnswerChangedException($"{cause}, so the text that was sent is not the answer. Ask again under the id {id.Name} to have the answer.");
        }

        var tokens = record.GivenAnswer()?.Tokens ?? [];
        return answer.Length > _passed.Length || tokens.Count > _passedTokens ? Pass(answer, tokens) : null;
    }

    private AnswerPiece Pass(string text, IReadOnlyList<AnswerToken> tokens)
    {
        var piece = new AnswerPiece(text[_passed.Length..], _passed.Length == 0, tokens.Count > _passedTokens ? [.. tokens.Skip(_passedTokens)] : null);
        (_passed, _passedTokens) = (text, Math.Max(_passedTokens, tokens.Count));
        return piece;
    }
}
