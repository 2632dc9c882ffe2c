using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Judger.Core.Judgments;

/// <summary>The feedback sentences of the built-in experts, and the gate that feedback from outside passes before it enters a prompt.</summary>
public static partial class JudgmentFeedback
{
    /// <summary>Most characters (UTF-16) of feedback that a prompt takes.</summary>
    public const int MaxLength = 512;

    /// <summary>Said when an answer is rejected and no better one is known.</summary>
    public const string Rejected = "That is wrong. Look at the crop again.";

    /// <summary>Said when the right answer is known: "The answer is 5, not 3." <see cref="Rejected"/> when <paramref name="reference"/> is blank.</summary>
    public static string ForReference(string answer, string reference)
    {
        string given = Phrase(answer), known = Phrase(reference);
        if (known.Length == 0) return Rejected;
        return given.Length == 0 ? $"The answer is {known}." : $"The answer is {known}, not {given}.";
    }

    /// <summary>
    /// Makes text from outside safe to put in a prompt: one line (line breaks, tabs and runs of white space become one space), no control, formatting
    /// or unpaired surrogate characters, no role label ("ASSISTANT:" loses its colon), at most <paramref name="maxLength"/> characters, cut between words
    /// where that is possible.
    /// </summary>
    /// <remarks>
    /// So it cannot open a turn of its own, neither on a line of its own nor within one. Image places and special tokens need no care here: a template
    /// is cut before its fields are filled, and text is tokenised without special tokens.
    /// </remarks>
    public static string Sanitize(string text, int maxLength = MaxLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxLength);

        // Afterwards, so that no label comes together of what is left out.
        return RoleLabel().Replace(OneLine(text, maxLength), "${role}");
    }

    private static string OneLine(string text, int maxLength)
    {
        var line = new StringBuilder(Math.Min(text.Length, maxLength));
        var pendingSpace = false;
        var lastSpace = 0;
        for (var at = 0; at < text.Length;)
        {
            var isWhole = Rune.TryGetRuneAt(text, at, out var rune);
            at += isWhole ? rune.Utf16SequenceLength : 1;
            if (!isWhole) continue;
            if (Rune.IsWhiteSpace(rune))
            {
                pendingSpace = line.Length > 0;
                continue;
            }

            if (IsInvisible(rune)) continue;
            if (line.Length + (pendingSpace ? 1 : 0) + rune.Utf16SequenceLength > maxLength)
                return line.ToString(0, pendingSpace || lastSpace == 0 ? line.Length : lastSpace);

            if (pendingSpace)
            {
                lastSpace = line.Length;
                line.Append(' ');
                pendingSpace = false;
            }

            line.Append(rune.ToString());
        }

        return line.ToString();
    }

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    private static string Phrase(string answer) => Sanitize(answer, MaxLength / 4).TrimEnd('.');

    [GeneratedRegex(@"\b(?<role>USER|HUMAN|ASSISTANT|GPT|SYSTEM)(?:\s*:)+", RegexOptions.CultureInvariant)]
    private static partial Regex RoleLabel();
}
