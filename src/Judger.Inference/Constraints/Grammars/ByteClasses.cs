namespace Judger.Inference.Constraints.Grammars;

/// <summary>Bytes in classes that a grammar does not tell apart, so that its tables are small.</summary>
internal sealed class ByteClasses
{
    private readonly byte[] _classes;
    private readonly byte[] _examples;

    private ByteClasses(byte[] classes, byte[] examples) => (_classes, _examples) = (classes, examples);

    /// <summary>How many there are, 1 to 256.</summary>
    public int Count => _examples.Length;

    /// <summary>The class of a byte.</summary>
    public byte this[byte value] => _classes[value];

    /// <summary>A byte of a class.</summary>
    public byte Example(int index) => _examples[index];

    public static ByteClasses Of(IEnumerable<Node> nodes)
    {
        Span<bool> begins = stackalloc bool[257];
        begins[0] = true;
        foreach (var node in nodes)
        {
            foreach (var edge in node.Edges) begins[edge.Low] = begins[edge.High + 1] = true;
        }

        var (classes, examples) = (new byte[256], new List<byte>());
        for (var value = 0; value < classes.Length; value++)
        {
            if (begins[value]) examples.Add((byte)value);
            classes[value] = (byte)(examples.Count - 1);
        }

        return new(classes, [.. examples]);
    }
}
