using System.Globalization;
using System.Text;

namespace Judger.Core.Prompts.Templates.Syntax;

/// <summary>
/// Cuts a template into tokens as Jinja 3.1 does with <c>trim_blocks</c> and <c>lstrip_blocks</c>, which transformers sets: a line feed behind a block tag or a
/// comment is left out, and so are blanks before one that begins a line. A minus takes all white space on its side, a plus leaves it.
/// </summary>
internal sealed class Lexer(SourceText source)
{
    private static readonly string[] Operators = ["//", "**", "==", "!=", ">=", "<="];
    private readonly string _text = source.Value;
    private readonly List<Token> _tokens = [];
    private int _at;
    private bool _isLineStart = true;

    public static IReadOnlyList<Token> Read(SourceText source)
    {
        var lexer = new Lexer(source);
        lexer.ReadAll();
        return lexer._tokens;
    }

    private void ReadAll()
    {
        while (_at < _text.Length)
        {
            var tag = NextTag(_at);
            if (tag < 0)
            {
                AddData(_at, _text[_at..]);
                break;
            }

            var kind = _text[tag + 1];
            var sign = tag + 2 < _text.Length && _text[tag + 2] is '-' or '+' ? _text[tag + 2] : ' ';
            AddData(_at, Stripped(_text[_at..tag], sign, isOutput: kind == '{'));
            _at = tag + (sign == ' ' ? 2 : 3);
            if (kind == '#') SkipComment(tag);
            else if (kind == '{') ReadTag(tag, TokenKind.OutputBegin, TokenKind.OutputEnd, "}}");
            else if (RawBegin() is { } raw) ReadRaw(tag, raw);
            else ReadTag(tag, TokenKind.BlockBegin, TokenKind.BlockEnd, "%}");
        }

        _tokens.Add(new(TokenKind.End, "", _text.Length));
    }

    private int NextTag(int from)
    {
        for (var at = _text.IndexOf('{', from); at >= 0 && at + 1 < _text.Length; at = _text.IndexOf('{', at + 1))
        {
            if (_text[at + 1] is '{' or '%' or '#') return at;
        }

        return -1;
    }

    private void AddData(int position, string data)
    {
        if (data.Length > 0) _tokens.Add(new(TokenKind.Data, data, position));
    }

    private string Stripped(string data, char sign, bool isOutput)
    {
        if (sign == '-') return data.TrimEnd();
        if (sign == '+' || isOutput) return data;
        var line = data.LastIndexOf('\n') + 1;
        return (line > 0 || _isLineStart) && data.AsSpan(line).IsWhiteSpace() ? data[..line] : data;
    }

    private void SkipComment(int tag)
    {
        var end = _text.IndexOf("#}", _at, StringComparison.Ordinal);
        if (end < 0) throw source.Error("a comment does not end; close it with #}", tag);
        var sign = end > _at ? _text[end - 1] : ' ';
        _at = end + 2;
        EndTag(sign);
    }

    // Behind the end of a tag. Only blocks and comments take a line feed with them.
    private void EndTag(char sign, bool isOutput = false)
    {
        var from = _at;
        if (sign == '-')
        {
            while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
        }
        else if (sign != '+' && !isOutput && _at < _text.Length && _text[_at] == '\n') _at++;
        _isLineStart = _at > from && _text[_at - 1] == '\n';
    }

    // Where what stands between the tags begins, for a raw block; null for another one.
    private int? RawBegin()
    {
        var at = SkipBlanks(_at);
        if (string.CompareOrdinal(_text, at, "raw", 0, 3) != 0) return null;
        at = SkipBlanks(at + 3);
        var isStripped = at < _text.Length && _text[at] == '-';
        if (isStripped) at++;
        if (string.CompareOrdinal(_text, at, "%}", 0, 2) != 0) return null;
        return isStripped ? SkipBlanks(at + 2) : at + 2;
    }

    private void ReadRaw(int tag, int begin)
    {
        _isLineStart = begin > 0 && _text[begin - 1] == '\n';
        for (var end = _text.IndexOf("{%", begin, StringComparison.Ordinal); end >= 0; end = _text.IndexOf("{%", end + 2, StringComparison.Ordinal))
        {
            var sign = end + 2 < _text.Length && _text[end + 2] is '-' or '+' ? _text[end + 2] : ' ';
            var at = SkipBlanks(end + (sign == ' ' ? 2 : 3));
            if (string.CompareOrdinal(_text, at, "endraw", 0, 6) != 0) continue;
            at = SkipBlanks(at + 6);
            var endSign = at < _text.Length && _text[at] is '-' or '+' ? _text[at] : ' ';
            if (endSign != ' ') at++;
            if (string.CompareOrdinal(_text, at, "%}", 0, 2) != 0) continue;
            AddData(begin, Stripped(_text[begin..end], sign, isOutput: false));
            _at = at + 2;
            EndTag(endSign);
            return;
        }

        throw source.Error("a raw block does not end; close it with {% endraw %}", tag);
    }

    private void ReadTag(int tag, TokenKind begin, TokenKind endKind, string end)
    {
        _tokens.Add(new(begin, _text[tag..(tag + 2)], tag));
        var open = new Stack<char>();
        while (true)
        {
            _at = SkipBlanks(_at);
            if (_at >= _text.Length) throw source.Error($"a tag does not end; close it with {end}", tag);
            if (open.Count == 0 && EndsHere(end) is { } sign)
            {
                _tokens.Add(new(endKind, end, _at));
                _at += sign == ' ' ? 2 : 3;
                EndTag(sign, isOutput: end == "}}");
                return;
            }

            ReadToken(open);
        }
    }

    private char? EndsHere(string end)
    {
        if (string.CompareOrdinal(_text, _at, end, 0, 2) == 0) return ' ';
        var isSigned = _text[_at] == '-' || (_text[_at] == '+' && end == "%}");
        return isSigned && string.CompareOrdinal(_text, _at + 1, end, 0, 2) == 0 ? _text[_at] : null;
    }

    private void ReadToken(Stack<char> open)
    {
        var (from, letter) = (_at, _text[_at]);
        if (char.IsAsciiDigit(letter))
        {
            ReadNumber();
        }
        else if (letter == '_' || char.IsLetter(letter))
        {
            while (_at < _text.Length && (_text[_at] == '_' || char.IsLetterOrDigit(_text[_at]))) _at++;
            _tokens.Add(new(TokenKind.Name, _text[from.._at], from));
        }
        else if (letter is '"' or '\'')
        {
            _tokens.Add(new(TokenKind.Text, ReadText(letter), from));
        }
        else
        {
            var two = Array.Find(Operators, name => string.CompareOrdinal(_text, from, name, 0, 2) == 0);
            if (two is null && !"+-/*%~[](){}<>=.:|,;".Contains(letter, StringComparison.Ordinal)) throw source.Error($"'{letter}' is not expected", from);
            if (two is null) Balance(open, letter);
            _at += two?.Length ?? 1;
            _tokens.Add(new(TokenKind.Operator, _text[from.._at], from));
        }
    }

    private void Balance(Stack<char> open, char letter)
    {
        if (letter is '(' or '[' or '{') open.Push(letter);
        else if (letter is ')' or ']' or '}' && (!open.TryPop(out var begin) || begin != (letter == ')' ? '(' : letter == ']' ? '[' : '{')))
            throw source.Error($"'{letter}' closes nothing", _at);
    }

    private void ReadNumber()
    {
        var from = _at;
        if (_text[from] == '0' && from + 1 < _text.Length && _text[from + 1] is 'x' or 'X' or 'o' or 'O' or 'b' or 'B')
        {
            _at += 2;
            while (_at < _text.Length && (char.IsAsciiHexDigit(_text[_at]) || _text[_at] == '_')) _at++;
            _tokens.Add(new(TokenKind.Integer, Based(from), from));
            return;
        }

        SkipDigits();
        var isFloat = false;
        var isPart = from > 0 && _text[from - 1] == '.';
        if (!isPart && _at + 1 < _text.Length && _text[_at] == '.' && char.IsAsciiDigit(_text[_at + 1]))
        {
            isFloat = true;
            _at++;
            SkipDigits();
        }

        if (!isPart && _at < _text.Length && _text[_at] is 'e' or 'E')
        {
            var exponent = _at + 1 < _text.Length && _text[_at + 1] is '+' or '-' ? _at + 2 : _at + 1;
            if (exponent < _text.Length && char.IsAsciiDigit(_text[exponent]))
            {
                isFloat = true;
                _at = exponent;
                SkipDigits();
            }
        }

        var digits = _text[from.._at].Replace("_", "", StringComparison.Ordinal);
        _tokens.Add(new(isFloat ? TokenKind.Float : TokenKind.Integer, digits, from));
    }

    private string Based(int from)
    {
        var digits = _text[(from + 2).._at].Replace("_", "", StringComparison.Ordinal);
        try
        {
            var value = Convert.ToInt64(digits, char.ToLowerInvariant(_text[from + 1]) switch { 'x' => 16, 'o' => 8, _ => 2 });
            return value.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            throw source.Error($"'{_text[from.._at]}' is not a number", from);
        }
    }

    private void SkipDigits()
    {
        while (IsDigit(_at) || (_at < _text.Length && _text[_at] == '_' && IsDigit(_at + 1))) _at++;

        bool IsDigit(int at) => at < _text.Length && char.IsAsciiDigit(_text[at]);
    }

    private string ReadText(char quote)
    {
        var from = _at++;
        var text = new StringBuilder();
        while (_at < _text.Length)
        {
            var letter = _text[_at++];
            if (letter == quote) return text.ToString();
            if (letter != '\\') text.Append(letter);
            else if (_at < _text.Length) Unescape(text);
        }

        throw source.Error($"a text does not end; close it with {quote}", from);
    }

    private void Unescape(StringBuilder text)
    {
        var letter = _text[_at++];
        switch (letter)
        {
            case 'n': text.Append('\n'); break;
            case 't': text.Append('\t'); break;
            case 'r': text.Append('\r'); break;
            case 'a': text.Append('\a'); break;
            case 'b': text.Append('\b'); break;
            case 'f': text.Append('\f'); break;
            case 'v': text.Append('\v'); break;
            case '\\' or '\'' or '"': text.Append(letter); break;
            case '\n': break;
            case 'x': Append(2); break;
            case 'u': Append(4); break;
            case 'U': Append(8); break;
            case >= '0' and <= '7':
                var value = letter - '0';
                for (var digits = 1; digits < 3 && _at < _text.Length && _text[_at] is >= '0' and <= '7'; digits++) value = (value * 8) + _text[_at++] - '0';
                text.Append((char)value);
                break;
            default: text.Append('\\').Append(letter); break;
        }

        void Append(int digits)
        {
            var isNumber = int.TryParse(
                _text.AsSpan(_at, Math.Min(digits, _text.Length - _at)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code);
            if (!isNumber || _at + digits > _text.Length || code is < 0 or > 0x10FFFF) throw source.Error("an escape is not complete", _at - 2);
            _at += digits;
            if (code > char.MaxValue) text.Append(char.ConvertFromUtf32(code));
            else text.Append((char)code);
        }
    }

    private int SkipBlanks(int at)
    {
        while (at < _text.Length && char.IsWhiteSpace(_text[at])) at++;
        return at;
    }
}
