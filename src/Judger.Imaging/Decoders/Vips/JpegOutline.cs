using System.Buffers.Binary;

namespace Judger.Imaging.Decoders.Vips;

/// <summary>What the markers of a JPEG say, read in the order in which libjpeg reads them (ITU-T T.81, annex B).</summary>
/// <param name="Scans">Scans up to the end of the image. What looks like a scan inside of a segment, such as a thumbnail, or behind the end is none.</param>
/// <param name="IsStreamed">True when the first scan has all components, so that pixels are decoded without keeping all coefficients in memory.</param>
internal readonly record struct JpegOutline(int Scans, bool IsStreamed)
{
    private const byte Temporary = 0x01;
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;

    public static JpegOutline Of(ReadOnlySpan<byte> jpeg)
    {
        var (scans, components, isStreamed) = (0, 0, true);
        var at = 2;
        while (NextMarker(jpeg, ref at) is var marker and not (0 or StartOfImage or EndOfImage))
        {
            if (marker is Temporary or (>= 0xD0 and <= 0xD7)) continue;
            var segment = jpeg[at..];
            if (segment.Length < 2) break;
            if (IsFrame(marker) && segment.Length > 7)
            {
                components = segment[7];

                // The four progressive processes.
                isStreamed &= (marker & 3) != 2;
            }
            else if (marker == StartOfScan)
            {
                scans++;
                isStreamed &= segment.Length > 2 && segment[2] == components;
            }

            at += Math.Max(2, (int)BinaryPrimitives.ReadUInt16BigEndian(segment));
        }

        return new(scans, isStreamed && scans == 1);
    }

    // Of the numbers from C0 to CF, C4 and CC define tables and C8 is reserved.
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    // Skips entropy-coded data, in which FF 00 stands for the byte FF, and fill bytes. Zero at the end of the data.
    private static byte NextMarker(ReadOnlySpan<byte> jpeg, ref int at)
    {
        while (at < jpeg.Length)
        {
            var prefix = jpeg[at..].IndexOf((byte)0xFF);
            if (prefix < 0) return 0;
            at += prefix;
            while (at < jpeg.Length && jpeg[at] == 0xFF) at++;
            if (at < jpeg.Length && jpeg[at++] is var marker and not 0) return marker;
        }

        return 0;
    }
}
