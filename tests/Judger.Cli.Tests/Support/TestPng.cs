using System.Buffers.Binary;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;
using Judger.TinyModel.World;

namespace Judger.Cli.Tests.Support;

/// <summary>PNG files, good and bad.</summary>
internal static class TestPng
{
    private const int HeaderAt = 12;
    private const int HeaderLength = 17;

    /// <summary>A scene of the world.</summary>
    public static byte[] Scene() => ImageEncoder.EncodePng(SceneGenerator.Draw(SceneSplit.Test, 7, 0).Image);

    /// <summary>A small picture whose header says that it has this many pixels.</summary>
    public static byte[] Declaring(int width, int height)
    {
        var png = ImageEncoder.EncodePng(new RgbImage(8, 8));
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(HeaderAt + 4), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(HeaderAt + 8), height);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(HeaderAt + HeaderLength), Checksum(png.AsSpan(HeaderAt, HeaderLength)));
        return png;
    }

    /// <summary>CRC-32 of a chunk's type and data, as PNG has it.</summary>
    private static uint Checksum(ReadOnlySpan<byte> chunk)
    {
        var crc = uint.MaxValue;
        foreach (var value in chunk)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }
}
