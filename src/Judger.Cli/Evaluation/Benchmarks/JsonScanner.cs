using System.Text.Json;

namespace Judger.Cli.Evaluation.Benchmarks;

/// <summary>Walks over the items of a large JSON file, one in memory at a time.</summary>
internal sealed class JsonScanner(Stream file) : IDisposable
{
    private const int MaxItem = 1 << 28;

    private byte[] _buffer = new byte[64 * 1024];
    private JsonReaderState _state;
    private int _start;
    private int _end;
    private bool _isBegun;
    private bool _isLast;

    private delegate bool Step<T>(ref Utf8JsonReader reader, out T result);

    /// <summary>The line, from 1, up to which the file is read.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>Enters the array that is the root, or the value of a property of the root object.</summary>
    /// <returns>False when there is no such array.</returns>
    public bool EnterArray(string? property) =>
        property is null ? Next() == JsonTokenType.StartArray : EnterObject() && Find(property) && Next() == JsonTokenType.StartArray;

    /// <summary>Enters the object that is the root.</summary>
    /// <returns>False when the root is none.</returns>
    public bool EnterObject() => Next() == JsonTokenType.StartObject;

    /// <summary>The next item of the array, or null at its end.</summary>
    public JsonElement? NextItem() => Take((ref Utf8JsonReader reader, out JsonElement? item) =>
    {
        item = null;
        if (!reader.Read()) return false;
        if (reader.TokenType == JsonTokenType.EndArray) return true;
        return JsonElement.TryParseValue(ref reader, out item);
    });

    /// <summary>The next member of the object, or null at its end.</summary>
    public (string Name, JsonElement Value)? NextMember() => Take((ref Utf8JsonReader reader, out (string, JsonElement)? member) =>
    {
        member = null;
        if (!reader.Read()) return false;
        if (reader.TokenType == JsonTokenType.EndObject) return true;
        var name = reader.GetString()!;
        if (!JsonElement.TryParseValue(ref reader, out var value)) return false;
        member = (name, value.Value);
        return true;
    });

    public void Dispose() => file.Dispose();

    private JsonTokenType Next() => Take((ref Utf8JsonReader reader, out JsonTokenType token) =>
    {
        token = default;
        if (!reader.Read()) return false;
        token = reader.TokenType;
        return true;
    });

    private bool Find(string property)
    {
        while (true)
        {
            var name = Take((ref Utf8JsonReader reader, out string? found) =>
            {
                found = null;
                if (!reader.Read()) return false;
                found = reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : null;
                return found is null || found == property || reader.TrySkip();
            });
            if (name is null || name == property) return name is not null;
        }
    }

    // A step that runs out of bytes is made again with more of them.
    private T Take<T>(Step<T> step)
    {
        while (true)
        {
            var bytes = _buffer.AsSpan(_start, _end - _start);
            var reader = new Utf8JsonReader(bytes, _isLast, _state);
            try
            {
                if (step(ref reader, out var result))
                {
                    Line += bytes[..(int)reader.BytesConsumed].Count((byte)'\n');
                    _start += (int)reader.BytesConsumed;
                    _state = reader.CurrentState;
                    return result;
                }
            }
            catch (InvalidOperationException exception)
            {
                var before = bytes[..(int)reader.TokenStartIndex].Count((byte)'\n');
                throw new JsonException("A member name is not valid Unicode text.", path: null, Line - 1 + before, bytePositionInLine: null, exception);
            }

            if (_isLast) throw new JsonException("The file ends too early.");
            Fill();
        }
    }

    private void Fill()
    {
        var left = _end - _start;
        var isFirst = !_isBegun;
        _isBegun = true;
        if (left > MaxItem) throw new JsonException($"An item has more than {MaxItem:N0} bytes.");
        var target = left > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        Buffer.BlockCopy(_buffer, _start, target, 0, left);
        _buffer = target;
        _start = 0;
        _end = left + file.ReadAtLeast(_buffer.AsSpan(left), _buffer.Length - left, throwOnEndOfStream: false);
        _isLast = _end < _buffer.Length;
        if (isFirst && _buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8)) _start = 3;
    }
}
