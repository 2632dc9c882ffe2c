namespace Judger.Grains.Questions;

/// <summary>How much of a stage's answer one listener has been told.</summary>
internal struct StageTextReader
{
    private int _version;
    private int _characters;
    private int _tokens;
    private bool _isWhole;

    /// <summary>What has come since the last piece, or all of it where it has begun again; null for nothing.</summary>
    public AnswerPiece? Next(StageText text)
    {
        if (_version == text.Version && _characters == text.Text.Length) return null;
        if (_version != text.Version) (_version, _characters, _tokens) = (text.Version, 0, 0);
        return Take(text.Text, text.Tokens);
    }

    /// <summary>What of the whole answer is missing, so that the pieces together are the answer; null for nothing, and the second time.</summary>
    /// <param name="text">What was heard while it was written; null for nothing.</param>
    /// <param name="answer">The answer.</param>
    public AnswerPiece? Rest(StageText? text, ModelAnswer answer)
    {
        if (_isWhole) return null;
        _isWhole = true;
        var isSame = text is not null && _version == text.Version
            && answer.Text.AsSpan().StartsWith(text.Text.AsSpan(0, _characters), StringComparison.Ordinal);
        if (!isSame) (_characters, _tokens) = (0, 0);
        return _characters == answer.Text.Length ? null : Take(answer.Text, answer.Tokens ?? []);
    }

    private AnswerPiece Take(string text, IReadOnlyList<AnswerToken> tokens)
    {
        var piece = new AnswerPiece(text[_characters..], _characters == 0, tokens.Count > _tokens ? [.. tokens.Skip(_tokens)] : null);
        (_characters, _tokens) = (text.Length, tokens.Count);
        return piece;
    }
}
