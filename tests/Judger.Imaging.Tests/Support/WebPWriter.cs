using System.Buffers.Binary;

namespace Judger.Imaging.Tests.Support;

/// <summary>Lossless WebP of one colour: a few bytes, whatever the size of the picture (WebP Lossless Bitstream Specification).</summary>
internal static class WebPWriter
{
    private const byte Signature = 0x2F;
    private const int StreamBytes = 14;

    public static byte[] OneColor(int width, int height)
    {
        var payload = new byte[1 + 4 + StreamBytes];
        payload[0] = Signature;
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(1), (uint)(width - 1) | ((uint)(height - 1) << 14));

        // No transform, no colour cache, no meta codes; then five codes of one symbol, of one bit: a pixel takes none.
        const uint Codes = 0b0001_0001_0001_0001_0001;
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(5), Codes << 3);
        var file = new byte[20 + payload.Length + 1];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WEBPVP8L"u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), payload.Length);
        payload.CopyTo(file, 20);
        return file;
    }
}
