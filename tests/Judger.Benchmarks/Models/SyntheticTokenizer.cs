using System.Text;
using Judger.Inference.Tokenization;

namespace Judger.Benchmarks.Models;

/// <summary>A vocabulary like a published one: all bytes, words with and without a space, digits, marks of code, and parts of characters.</summary>
internal sealed class SyntheticTokenizer : ITokenizer
{
    public const int EndOfSequence = 256;

    private static readonly string[] Marks =
        ["\"", "\",", "\":", "\"}", "{\"", "\",\"", "\":\"", "}", "},", "]", "],", "\\\"", "\\n", "...", "->", "==", "();", " \"", ": ", "--"];

    private readonly List<byte[]> _pieces = [];

    public SyntheticTokenizer(int count)
    {
        var (random, known) = (new Random(1), new HashSet<string>(StringComparer.Ordinal));
        for (var value = 0; value < 256; value++) _pieces.Add([(byte)value]);
        _pieces.Add([]);
        foreach (var mark in Marks) Add(mark);
        while (_pieces.Count < count)
        {
            var word = Word(random);
            Add(random.Next(20) switch
            {
                < 9 => word,
                < 16 => " " + word,
                16 => word + Marks[random.Next(Marks.Length)],
                17 => Marks[random.Next(Marks.Length)] + word,
                18 => random.Next(1000).ToString(System.Globalization.CultureInfo.InvariantCulture),
                _ => new string((char)random.Next(0x4E00, 0x9FFF), 1) + (char)random.Next(0x400, 0x450),
            });
            if (random.Next(400) == 0) _pieces.Add([.. Encoding.UTF8.GetBytes(((char)random.Next(0x4E00, 0x9FFF)).ToString())[..2]]);
        }

        void Add(string text)
        {
            if (known.Add(text)) _pieces.Add(Encoding.UTF8.GetBytes(text));
        }
    }

    public int Count => _pieces.Count;

    public IReadOnlyList<int> Encode(string text) => [.. Encoding.UTF8.GetBytes(text)];

    public string Decode(IEnumerable<int> ids) => Encoding.UTF8.GetString([.. ids.SelectMany(id => _pieces[id])]);

    public string Piece(int id) => Decode([id]);

    public byte[]? BytesOf(int id) => id == EndOfSequence ? null : _pieces[id];

    private static string Word(Random random)
    {
        var letters = new char[random.Next(1, 11)];
        for (var i = 0; i < letters.Length; i++) letters[i] = (char)((random.Next(12) == 0 ? 'A' : 'a') + random.Next(26));
        return new(letters);
    }
}
