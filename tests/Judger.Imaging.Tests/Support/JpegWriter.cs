namespace Judger.Imaging.Tests.Support;

/// <summary>Writes JPEG files that would take other encoders long.</summary>
internal static class JpegWriter
{
    /// <summary>A grey picture (128) of any size: two bits a block, because each Huffman table has one code of one bit.</summary>
    public static byte[] Grey(int width, int height, bool isProgressive = false)
    {
        var blocks = (long)((width + 7) / 8) * ((height + 7) / 8);
        byte[] quantization = [.. Enumerable.Repeat((byte)1, 64)];
        byte[] oneCode = [1, .. new byte[15], 0];
        return
        [
            0xFF, 0xD8,
            0xFF, 0xDB, 0, 67, 0, .. quantization,
            0xFF, (byte)(isProgressive ? 0xC2 : 0xC0), 0, 11, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0,
            0xFF, 0xC4, 0, 20, 0x00, .. oneCode,
            0xFF, 0xC4, 0, 20, 0x10, .. oneCode,
            0xFF, 0xDA, 0, 8, 1, 1, 0, 0, (byte)(isProgressive ? 0 : 63), 0,
            .. new byte[((2 * blocks) + 7) / 8],
            0xFF, 0xD9,
        ];
    }
}
