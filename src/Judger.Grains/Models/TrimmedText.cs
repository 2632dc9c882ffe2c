using System.Runtime.CompilerServices;

namespace Judger.Grains.Models;

/// <summary>The pieces of an answer without the white space around the whole, as <see cref="ModelAnswer.Text"/> has it.</summary>
internal static class TrimmedText
{
    /// <summary>The pieces. White space is held back until text follows it.</summary>
    public static async IAsyncEnumerable<AnswerPiece> ReadAsync(
        IAsyncEnumerable<AnswerPiece> pieces, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (held, isFirst) = ("", true);
        List<AnswerToken>? tokens = null;
        await foreach (var piece in pieces.WithCancellation(cancellationToken))
        {
            if (piece.Tokens is not null) (tokens ??= []).AddRange(piece.Tokens);
            var text = isFirst ? piece.Text.TrimStart() : held + piece.Text;
            var shown = text.TrimEnd();
            held = text[shown.Length..];
            if (shown.Length == 0) continue;
            yield return new(shown, isFirst, tokens);
            (isFirst, tokens) = (false, null);
        }
    }
}
