namespace Judger.Imaging.Decoders.Sharp;

/// <summary>
/// Bytes whose end is an error: ImageSharp takes what is missing of a file for black.
/// </summary>
/// <param name="bytes">The file.</param>
/// <param name="padding">Zeros that may be read behind them, such as those that pad the last row of a BMP, which some programs leave out.</param>
internal sealed class StrictStream(byte[] bytes, int padding) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    // More than there is, because ImageSharp does not ask for bytes beyond the length.
    public override long Length => int.MaxValue;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        var left = bytes.Length - Position;
        if (buffer.Length > left + padding) throw new EndOfStreamException("the data end too early");
        var count = (int)Math.Clamp(left, 0, buffer.Length);
        if (count > 0) bytes.AsSpan((int)Position, count).CopyTo(buffer);
        buffer[count..].Clear();
        Position += buffer.Length;
        return buffer.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
