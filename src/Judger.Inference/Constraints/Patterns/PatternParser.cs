using System.Globalization;
using System.Text;

namespace Judger.Inference.Constraints.Patterns;

/// <summary>
/// Reads a regular expression of ECMAScript (ECMA-262, with the flag u), as JSON Schema has them. What is not regular, or looks at neighbours, is refused.
/// </summary>
internal sealed class PatternParser
{
    /// <summary>Most characters of an expression, and most groups in each other.</summary>
    public const int MaxLength = 1000;
    private const int MaxDepth = 50;
    private const int MaxRepeats = 10_000;

    private readonly int[] _pattern;
    private int _at;
    private int _depth;

    private PatternParser(string pattern) => _pattern = [.. pattern.EnumerateRunes().Select(rune => rune.Value)];

    private bool IsAtEnd => _at == _pattern.Length;

    /// <exception cref="PatternException">It is not valid, or not regular.</exception>
    public static PatternNode Parse(string pattern)
    {
        if (pattern.Length > MaxLength) throw new PatternException($"has {pattern.Length} characters; the limit is {MaxLength}");
        var parser = new PatternParser(pattern);
        var node = parser.Choice();
        return parser.IsAtEnd ? node : throw parser.Wrong("has a ) without its (");
    }

    private PatternNode Choice()
    {
        var parts = new List<PatternNode> { Sequence() };
        while (Take('|')) parts.Add(Sequence());
        return parts.Count == 1 ? parts[0] : new PatternNode.Choice(parts);
    }

    private PatternNode.Sequence Sequence()
    {
        var parts = new List<PatternNode>();
        while (!IsAtEnd && _pattern[_at] is not ('|' or ')'))
        {
            var part = Part();
            parts.Add(Quantified(part));
        }

        return new(parts);
    }

    private PatternNode Quantified(PatternNode part)
    {
        var (least, most) = (1, (int?)1);
        if (Take('*')) (least, most) = (0, null);
        else if (Take('+')) (least, most) = (1, null);
        else if (Take('?')) (least, most) = (0, 1);
        else if (Take('{')) (least, most) = Bounds();
        else return part;
        if (part is PatternNode.Begin or PatternNode.End) throw Wrong("repeats an anchor");

        // Whether it takes much or little first does not change what matches.
        Take('?');
        if (!IsAtEnd && _pattern[_at] is '*' or '+' or '?' or '{') throw Wrong("repeats a repetition");
        return new PatternNode.Repeat(part, least, most);
    }

    private (int Least, int? Most) Bounds()
    {
        var least = Number();
        var most = !Take(',') ? least : !IsAtEnd && _pattern[_at] == '}' ? (int?)null : Number();
        if (!Take('}') || most < least) throw Wrong("has a { that is not a repetition such as {2} or {1,3}");
        return (least, most);
    }

    private int Number()
    {
        var value = 0;
        var begin = _at;
        while (!IsAtEnd && _pattern[_at] is >= '0' and <= '9')
        {
            value = (value * 10) + _pattern[_at++] - '0';
            if (value > MaxRepeats) throw Wrong($"repeats more than {MaxRepeats} times");
        }

        return _at > begin ? value : throw Wrong("has a { that is not a repetition such as {2} or {1,3}");
    }

    private PatternNode Part()
    {
        var letter = _pattern[_at++];
        switch (letter)
        {
            case '^': return new PatternNode.Begin();
            case '$': return new PatternNode.End();
            case '.': return new PatternNode.Character(CodePoints.Dot);
            case '[': return new PatternNode.Character(Class());
            case '(': return Group();
            case '\\': return new PatternNode.Character(Escape(isInClass: false).Set);
            case '*' or '+' or '?' or '{' or '}' or ']': throw Wrong($"has a {(char)letter} without what it belongs to");
            default: return new PatternNode.Character(CodePoints.Of((letter, letter)));
        }
    }

    private PatternNode Group()
    {
        if (Take('?'))
        {
            if (Take('<') && !IsAtEnd && _pattern[_at] is not ('=' or '!'))
            {
                while (!Take('>'))
                {
                    if (IsAtEnd) throw Wrong("has a group without an end");
                    _at++;
                }
            }
            else if (!Take(':')) throw Wrong("looks ahead or behind, which is not regular");
        }

        if (++_depth > MaxDepth) throw Wrong($"has groups in each other more than {MaxDepth} deep");
        var inside = Choice();
        _depth--;
        return Take(')') ? inside : throw Wrong("has a ( without its )");
    }

    private CodePoints Class()
    {
        var isInverted = Take('^');
        var ranges = new List<(int, int)>();
        while (!Take(']'))
        {
            var (first, set) = ClassMember();
            if (!(_at + 1 < _pattern.Length && _pattern[_at] == '-' && _pattern[_at + 1] != ']'))
            {
                ranges.AddRange(set.Ranges);
                continue;
            }

            _at++;
            var (last, _) = ClassMember();
            if (first is not { } low || last is not { } high || low > high) throw Wrong("has a range of characters that is not one");
            ranges.Add((low, high));
        }

        var members = CodePoints.Of(ranges);
        return isInverted ? members.Complement() : members;
    }

    private (int? Single, CodePoints Set) ClassMember()
    {
        if (IsAtEnd) throw Wrong("has a [ without its ]");
        var letter = _pattern[_at++];
        return letter == '\\' ? Escape(isInClass: true) : (letter, CodePoints.Of((letter, letter)));
    }

    private (int? Single, CodePoints Set) Escape(bool isInClass)
    {
        if (IsAtEnd) throw Wrong("ends with a backslash");
        var letter = _pattern[_at++];
        return letter switch
        {
            'd' => (null, CodePoints.Digits),
            'D' => (null, CodePoints.Digits.Complement()),
            'w' => (null, CodePoints.Words),
            'W' => (null, CodePoints.Words.Complement()),
            's' => (null, CodePoints.Spaces),
            'S' => (null, CodePoints.Spaces.Complement()),
            't' => One('\t'),
            'n' => One('\n'),
            'r' => One('\r'),
            'f' => One('\f'),
            'v' => One('\v'),
            'b' when isInClass => One('\b'),
            '0' when IsAtEnd || _pattern[_at] is < '0' or > '9' => One(0),
            'x' => One(Hex(2)),
            'u' => One(Unicode()),
            'b' or 'B' => throw Wrong("has a word boundary, which is not enforced"),
            'p' or 'P' => throw Wrong("has a class of Unicode, which is not enforced"),
            'k' or (>= '0' and <= '9') => throw Wrong("refers back to a group, which is not regular"),
            _ when Rune.IsLetterOrDigit(new(letter)) => throw Wrong($"has the unknown escape \\{new Rune(letter)}"),
            _ => One(letter),
        };

        static (int?, CodePoints) One(int value) => (value, CodePoints.Of((value, value)));
    }

    private int Unicode()
    {
        if (!Take('{'))
        {
            var unit = Hex(4);
            if (!char.IsHighSurrogate((char)unit) || !Take('\\') || !Take('u')) return Character(unit);
            var low = Hex(4);
            return char.IsLowSurrogate((char)low) ? char.ConvertToUtf32((char)unit, (char)low) : throw Wrong("has half of a character");
        }

        var end = Array.IndexOf(_pattern, '}', _at);
        if (end < 0) throw Wrong("has a \\u{ without its }");
        var value = Hex(Math.Min(end - _at, 7));
        return Take('}') ? Character(value) : throw Wrong("has a \\u{ without its }");
    }

    private int Character(int value) => Rune.IsValid(value) ? value : throw Wrong("has half of a character, or none");

    private int Hex(int digits)
    {
        if (digits == 0 || _at + digits > _pattern.Length) throw Wrong("has an escape without its digits");
        var text = string.Concat(_pattern.AsSpan(_at, digits).ToArray().Select(letter => letter < 128 ? (char)letter : '?'));
        _at += digits;
        return int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong("has an escape without its digits");
    }

    private bool Take(char letter)
    {
        if (IsAtEnd || _pattern[_at] != letter) return false;
        _at++;
        return true;
    }

    private PatternException Wrong(string problem) => new($"{problem} (before character {_at + 1})");
}
