using Judger.Inference.Constraints.Grammars;

namespace Judger.Inference.Constraints.Schemas;

/// <summary>Any characters of a string: UTF-8, and all escapes of JSON. A pair of escaped surrogates is one character; half of one is none.</summary>
internal static class StringBody
{
    /// <summary>Reads characters between two nodes, and the quote that ends the string.</summary>
    public static void Add(GrammarBuilder builder, int rule, int body, int end)
    {
        builder.MarkStringBody(body);
        builder.AddEdge(body, '"', end, EdgeKind.Close);
        Character(' ', '!', body);
        Character('#', '[', body);
        Character(']', 0x7F, body);

        int last = Rest(body), beforeLast = Rest(last), thirdLast = Rest(beforeLast);
        Character(0xC2, 0xDF, last);
        Character(0xE0, 0xE0, Second(0xA0, 0xBF, last));
        Character(0xE1, 0xEC, beforeLast);
        Character(0xED, 0xED, Second(0x80, 0x9F, last));
        Character(0xEE, 0xEF, beforeLast);
        Character(0xF0, 0xF0, Second(0x90, 0xBF, beforeLast));
        Character(0xF1, 0xF3, thirdLast);
        Character(0xF4, 0xF4, Second(0x80, 0x8F, beforeLast));

        var escape = builder.AddNode(rule);
        Character('\\', '\\', escape);
        foreach (var name in "\"\\/bfnrt") builder.AddEdge(escape, name, body);

        // After \u: a digit that cannot begin a surrogate, or D and what follows it.
        var (first, fourth) = (builder.AddNode(rule), builder.AddNode(rule));
        var (second, third, surrogate) = (builder.AddNode(rule), builder.AddNode(rule), builder.AddNode(rule));
        builder.AddEdge(escape, 'u', first);
        Digits(first, second, "09", "AC", "ac", "EF", "ef");
        Digits(first, surrogate, "DD", "dd");
        Digits(surrogate, third, "07");
        Digits(second, third, "09", "AF", "af");
        Digits(third, fourth, "09", "AF", "af");
        Digits(fourth, body, "09", "AF", "af");

        var (highThird, highFourth, backslash, letter) = (builder.AddNode(rule), builder.AddNode(rule), builder.AddNode(rule), builder.AddNode(rule));
        var (low, lowSecond) = (builder.AddNode(rule), builder.AddNode(rule));
        Digits(surrogate, highThird, "89", "AB", "ab");
        Digits(highThird, highFourth, "09", "AF", "af");
        Digits(highFourth, backslash, "09", "AF", "af");
        builder.AddEdge(backslash, '\\', letter);
        builder.AddEdge(letter, 'u', low);
        Digits(low, lowSecond, "DD", "dd");
        Digits(lowSecond, third, "CF", "cf");

        void Character(int from, int to, int next) => builder.AddEdge(body, (byte)from, (byte)to, next, EdgeKind.Count);

        int Rest(int next) => Second(0x80, 0xBF, next);

        int Second(int from, int to, int next)
        {
            var node = builder.AddNode(rule);
            builder.AddEdge(node, (byte)from, (byte)to, next);
            return node;
        }

        void Digits(int from, int next, params ReadOnlySpan<string> ranges)
        {
            foreach (var range in ranges) builder.AddEdge(from, (byte)range[0], (byte)range[1], next);
        }
    }
}
