using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Judger.Tests.Shared;

/// <summary>
/// Damages files: bytes, and values of JSON. The same number gives the same damage. The suites try a bounded part; the variable JUDGER_MUTATIONS says how many
/// of each file, such as 2000 for the whole.
/// </summary>
internal static class Mutations
{
    private static readonly SearchValues<byte> TokenEnds = SearchValues.Create(" \t\r\n,:]}"u8);

    private const int LongText = 100_000;
    private const int Deep = 200;

    // What readers stumble over: kinds that are not meant, the ends of number types, texts that are none, and sizes.
    private static readonly byte[][] Values =
    [
        .. new[]
        {
            "null", "true", "false", "\"\"", "\" \"", "[]", "{}", "[null]", "[[]]", "-1", "0", "1", "2", "7", "0.5", "-0.0", "65536", "16000000", "2147483647",
            "2147483648", "-2147483648", "4294967296", "9223372036854775807", "1e10", "1e39", "1e308", "1e999", "-1e999", "1e-320",
            "\"\\ud800\"", "\"\\u0000\"", "\"a\\nb\"", "\"..\"", "\".\"", "\"../../../etc/passwd\"", "\"/etc/passwd\"", "\"NaN\"", "\"-1\"", "\"é😀\"",
            "{\"a\": 1, \"a\": 2}", "[1, 2, 3]",
            $"\"{new string('x', LongText)}\"", $"[{string.Join(',', Enumerable.Repeat("0", LongText / 10))}]",
            new string('[', Deep) + new string(']', Deep),
        }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>How many mutations of each file are tried.</summary>
    /// <param name="bounded">The bounded part.</param>
    public static int Count(int bounded) =>
        int.TryParse(Environment.GetEnvironmentVariable("JUDGER_MUTATIONS"), CultureInfo.InvariantCulture, out var count) && count > 0 ? count : bounded;

    /// <summary>A file with one to three faults.</summary>
    public static byte[] Of(byte[] original, int number)
    {
        var random = new Random(unchecked((number * 7919) + original.Length));
        var bytes = original;
        for (var faults = 1 + random.Next(3); faults > 0; faults--)
            bytes = random.Next(4) > 0 && InJson(bytes, random) is { } json ? json : InBytes(bytes, random);
        return bytes;
    }

    private static byte[] InBytes(byte[] bytes, Random random)
    {
        if (bytes.Length == 0) return [(byte)random.Next(256)];
        var (at, length) = (random.Next(bytes.Length), 1 + random.Next(Math.Min(64, bytes.Length)));
        var end = Math.Min(bytes.Length, at + length);
        switch (random.Next(7))
        {
            case 0: return [.. bytes[..at], (byte)(bytes[at] ^ (1 << random.Next(8))), .. bytes[(at + 1)..]];
            case 1: return [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]];
            case 2: return [.. bytes[..at], .. bytes[end..]];
            case 3: return [.. bytes[..end], .. bytes[at..end], .. bytes[end..]];
            case 4: return bytes[..at];
            case 5: return [.. bytes[..at], .. new byte[length], .. bytes[end..]];
            default:
                var noise = new byte[length];
                random.NextBytes(noise);
                return [.. bytes[..at], .. noise, .. bytes[at..]];
        }
    }

    /// <summary>Puts something else in the place of a value or a name; null for what is not JSON, nor lines of JSON.</summary>
    private static byte[]? InJson(byte[] bytes, Random random)
    {
        var (from, to) = (0, bytes.Length);
        if (Tokens(bytes) is not { Count: > 0 } tokens)
        {
            (from, to) = Line(bytes, random);
            tokens = Tokens(bytes[from..to]);
            if (tokens.Count == 0) return null;
        }

        var (start, end) = tokens[random.Next(tokens.Count)];
        byte[] value = random.Next(8) switch
        {
            // Of the file itself: a list where a number was, a name twice.
            0 => bytes[(from + start)..(from + end)] is var own ? [.. own, (byte)',', .. own] : [],
            1 when tokens[random.Next(tokens.Count)] is var other => bytes[(from + other.Start)..(from + other.End)],
            _ => Values[random.Next(Values.Length)],
        };
        return [.. bytes[..(from + start)], .. value, .. bytes[(from + end)..]];
    }

    private static (int From, int To) Line(byte[] bytes, Random random)
    {
        var at = bytes.Length == 0 ? 0 : random.Next(bytes.Length);
        var from = bytes.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;
        var length = bytes.AsSpan(at).IndexOf((byte)'\n');
        return (from, length < 0 ? bytes.Length : at + length);
    }

    /// <summary>Where the names, scalars, objects and lists of a JSON text stand; none where it is not JSON.</summary>
    private static List<(int Start, int End)> Tokens(byte[] json)
    {
        var found = new List<(int, int)>();
        var open = new Stack<int>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1000 });
        try
        {
            while (reader.Read())
            {
                var start = (int)reader.TokenStartIndex;
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) open.Push(start);
                else if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray) found.Add((open.Pop(), start + 1));
                else found.Add((start, start + TokenLength(json, start)));
            }

            return found;
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static int TokenLength(byte[] json, int start)
    {
        var rest = json.AsSpan(start);
        if (rest[0] != (byte)'"') return rest.IndexOfAny(TokenEnds) is var end and >= 0 ? end : rest.Length;
        for (var at = 1; at < rest.Length; at++)
        {
            if (rest[at] == (byte)'\\') at++;
            else if (rest[at] == (byte)'"') return at + 1;
        }

        return rest.Length;
    }
}
