using System.Text;
using Judger.Inference.Constraints.Grammars;

namespace Judger.Inference.Constraints.Patterns;

/// <summary>Characters as they stand in a string of JSON: UTF-8, and escapes for those that have to be escaped.</summary>
internal static class StringBytes
{
    // The last character of each length of UTF-8, and those about the surrogates, which are no characters.
    private static readonly int[] Cuts = [0x7F, 0x7FF, 0xD7FF, 0xDFFF, 0xFFFF, CodePoints.Largest];

    // What follows the first byte of a character, at its ends.
    private static readonly byte[] Lowest = [0x80, 0x80, 0x80];
    private static readonly byte[] Highest = [0xBF, 0xBF, 0xBF];

    private static readonly CodePoints Escaped = CodePoints.Of((0, 0x1F), ('"', '"'), ('\\', '\\'));

    /// <summary>Reads one character of a set, which counts as one.</summary>
    public static void Add(GrammarBuilder builder, int rule, int from, int next, CodePoints set)
    {
        foreach (var (first, last) in set.And(Escaped.Complement()).Ranges)
        {
            var low = first;
            foreach (var cut in Cuts)
            {
                if (cut < low) continue;
                var high = Math.Min(cut, last);
                if (low is < 0xD800 or > 0xDFFF) AddRange(builder, rule, from, next, Utf8(low), Utf8(high), EdgeKind.Count);
                if (high == last) break;
                low = high + 1;
            }
        }

        var escaped = set.And(Escaped);
        if (escaped.Ranges.Count == 0) return;
        var behind = builder.AddNode(rule);
        builder.AddEdge(from, '\\', behind, EdgeKind.Count);
        foreach (var (first, last) in escaped.Ranges)
        {
            for (var letter = first; letter <= last; letter++)
            {
                if (Short(letter) is { } name) builder.AddEdge(behind, name, next);
                else builder.AddEmpty(builder.AddText(behind, $"u{letter:x4}"), next);
            }
        }
    }

    private static byte[] Utf8(int character) => Encoding.UTF8.GetBytes(new Rune(character).ToString());

    private static char? Short(int letter) => letter switch
    {
        '\b' => 'b',
        '\f' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '"' or '\\' => (char)letter,
        _ => null,
    };

    /// <summary>Reads all sequences of bytes from one to another, which are as long as each other and in the order of UTF-8.</summary>
    private static void AddRange(GrammarBuilder builder, int rule, int from, int next, ReadOnlySpan<byte> low, ReadOnlySpan<byte> high, EdgeKind kind)
    {
        if (low.Length == 1)
        {
            builder.AddEdge(from, low[0], high[0], next, kind);
            return;
        }

        ReadOnlySpan<byte> lowest = Lowest.AsSpan(0, low.Length - 1), highest = Highest.AsSpan(0, low.Length - 1);
        int first = low[0], last = high[0];
        if (first == last)
        {
            Behind(first, last, low[1..], high[1..]);
            return;
        }

        if (!low[1..].SequenceEqual(lowest))
        {
            Behind(first, first, low[1..], highest);
            first++;
        }

        if (!high[1..].SequenceEqual(highest))
        {
            Behind(last, last, lowest, high[1..]);
            last--;
        }

        if (first <= last) Behind(first, last, lowest, highest);

        void Behind(int leastLead, int mostLead, ReadOnlySpan<byte> leastRest, ReadOnlySpan<byte> mostRest)
        {
            var middle = builder.AddNode(rule);
            builder.AddEdge(from, (byte)leastLead, (byte)mostLead, middle, kind);
            AddRange(builder, rule, middle, next, leastRest, mostRest, EdgeKind.Plain);
        }
    }
}
