namespace Judger.Inference.Constraints.Patterns;

/// <summary>A set of characters: ranges in order that do not touch.</summary>
internal sealed class CodePoints
{
    public const int Largest = 0x10FFFF;

    private CodePoints(IReadOnlyList<(int First, int Last)> ranges) => Ranges = ranges;

    public static CodePoints All { get; } = Of((0, Largest));

    public static CodePoints Digits { get; } = Of(('0', '9'));

    public static CodePoints Words { get; } = Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    /// <summary>ECMAScript's white space and line ends.</summary>
    public static CodePoints Spaces { get; } = Of(
        (9, 13), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000),
        (0xFEFF, 0xFEFF));

    /// <summary>What a dot is: all but ends of lines.</summary>
    public static CodePoints Dot { get; } = Of((10, 10), (13, 13), (0x2028, 0x2029)).Complement();

    public IReadOnlyList<(int First, int Last)> Ranges { get; }

    public static CodePoints Of(params IEnumerable<(int First, int Last)> ranges)
    {
        var joined = new List<(int First, int Last)>();
        foreach (var range in ranges.Order())
        {
            if (joined.Count > 0 && range.First <= joined[^1].Last + 1) joined[^1] = (joined[^1].First, Math.Max(joined[^1].Last, range.Last));
            else joined.Add(range);
        }

        return new(joined);
    }

    public bool Contains(int character) => Ranges.Any(range => range.First <= character && character <= range.Last);

    public CodePoints Complement()
    {
        var (ranges, next) = (new List<(int, int)>(), 0);
        foreach (var (first, last) in Ranges)
        {
            if (first > next) ranges.Add((next, first - 1));
            next = last + 1;
        }

        if (next <= Largest) ranges.Add((next, Largest));
        return new(ranges);
    }

    /// <summary>The characters of both.</summary>
    public CodePoints And(CodePoints other) => Of([.. Complement().Ranges, .. other.Complement().Ranges]).Complement();
}
