using System.Buffers.Binary;

namespace Judger.Imaging.Tests.Support;

/// <summary>Writes TIFF files that other encoders would not write: big-endian, 8 bits a sample, not compressed.</summary>
internal static class TiffWriter
{
    private const ushort Short = 3;
    private const ushort Long = 4;

    /// <summary>An image of three colours and, where a pixel has a fourth sample, what that is: 0 nothing known, 1 associated and 2 straight alpha.</summary>
    public static byte[] Write(int width, int height, int samples, byte[] pixels, int? extraSample = null, int subfileType = 0)
    {
        const int EntryBytes = 12;
        const int DirectoryAt = 8;
        List<(ushort Tag, ushort Type, int Count, int Value)> entries =
        [
            (254, Long, 1, subfileType), (256, Long, 1, width), (257, Long, 1, height), (258, Short, 1, 8), (259, Short, 1, 1), (262, Short, 1, 2),
            (273, Long, 1, 0), (277, Short, 1, samples), (278, Long, 1, height), (279, Long, 1, pixels.Length),
        ];
        if (extraSample is { } extra) entries.Add((338, Short, 1, extra));
        var bitsAt = DirectoryAt + 2 + (entries.Count * EntryBytes) + 4;
        var tiff = new byte[bitsAt + (2 * samples) + pixels.Length];
        "MM\0*\0\0\0\b"u8.CopyTo(tiff);
        BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(DirectoryAt), (ushort)entries.Count);
        var entry = tiff.AsSpan(DirectoryAt + 2);
        foreach (var (tag, type, count, value) in entries)
        {
            BinaryPrimitives.WriteUInt16BigEndian(entry, tag);
            BinaryPrimitives.WriteUInt16BigEndian(entry[2..], tag == 258 ? Short : type);
            BinaryPrimitives.WriteInt32BigEndian(entry[4..], tag == 258 ? samples : count);
            var stored = tag switch { 258 => bitsAt, 273 => bitsAt + (2 * samples), _ => value };
            if (type == Short && tag != 258) BinaryPrimitives.WriteUInt16BigEndian(entry[8..], (ushort)stored);
            else BinaryPrimitives.WriteInt32BigEndian(entry[8..], stored);
            entry = entry[EntryBytes..];
        }

        for (var i = 0; i < samples; i++) BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(bitsAt + (2 * i)), 8);
        pixels.CopyTo(tiff, bitsAt + (2 * samples));
        return tiff;
    }
}
