using System.Buffers.Binary;
using System.Text;
using Judger.Inference.Errors;
using Microsoft.Win32.SafeHandles;

namespace Judger.Inference.Devices;

/// <summary>
/// Reads which shared libraries an ELF file needs (the DT_NEEDED entries). Only 64-bit little-endian files, which is what Linux on x64 has.
/// Source: System V ABI, chapters 4 and 5 (ELF header, program header, dynamic section).
/// </summary>
public static class ElfFile
{
    private const int HeaderSize = 64;
    private const int ProgramHeaderSize = 56;
    private const int DynamicEntrySize = 16;
    private const uint SegmentLoad = 1;
    private const uint SegmentDynamic = 2;
    private const ulong TagNull = 0;
    private const ulong TagNeeded = 1;
    private const ulong TagStringTable = 5;
    private const ulong TagStringSize = 10;

    // Tables of real libraries are a few megabytes at most; a damaged length must not allocate the machine's memory.
    private const ulong LargestTable = 64 << 20;

    /// <summary>The names that the file needs, such as <c>libcudart.so.13</c>, in the file's order; empty for a static file.</summary>
    /// <exception cref="ElfFormatException">The file cannot be read, is of another kind, or is damaged.</exception>
    public static IReadOnlyList<string> ReadNeeded(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var file = File.OpenHandle(path);
            return ReadNeeded(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ElfFormatException($"{path} cannot be read ({e.Message}). Check the path and its permissions.", e);
        }
        catch (Exception e) when (e is InvalidDataException or OverflowException)
        {
            throw new ElfFormatException($"{path} is not a valid ELF library ({e.Message.TrimEnd('.')}). Restore or copy the file again.", e);
        }
    }

    private static List<string> ReadNeeded(SafeFileHandle file)
    {
        var header = Read(file, 0, HeaderSize);
        if (!header.AsSpan().StartsWith("\u007fELF"u8)) throw new InvalidDataException("the ELF signature is missing");
        if (header[4] != 2 || header[5] != 1) throw new InvalidDataException("it is not 64-bit little-endian");
        if (UInt16(header, 54) != ProgramHeaderSize) throw new InvalidDataException("the program headers have an unknown size");
        var segments = Segments(Read(file, UInt64(header, 32), (ulong)(UInt16(header, 56) * ProgramHeaderSize)));
        foreach (var segment in segments)
        {
            if (segment.Type == SegmentDynamic) return Names(file, Read(file, segment.Offset, segment.Size), segments);
        }

        return [];
    }

    private static List<string> Names(SafeFileHandle file, byte[] dynamic, List<Segment> segments)
    {
        var (needed, table, size) = (new List<ulong>(), 0UL, 0UL);
        for (var at = 0; at + DynamicEntrySize <= dynamic.Length && UInt64(dynamic, at) is var tag and not TagNull; at += DynamicEntrySize)
        {
            var value = UInt64(dynamic, at + 8);
            if (tag == TagNeeded) needed.Add(value);
            if (tag == TagStringTable) table = value;
            if (tag == TagStringSize) size = value;
        }

        if (needed.Count == 0) return [];
        var strings = Read(file, FileOffset(table, segments), size);
        return [.. needed.Select(at => Name(strings, at))];
    }

    private static string Name(byte[] strings, ulong at)
    {
        if (at >= (ulong)strings.Length) throw new InvalidDataException("a library name is outside of the string table");
        var rest = strings.AsSpan((int)at);
        var end = rest.IndexOf((byte)0);
        return end > 0 ? Encoding.UTF8.GetString(rest[..end]) : throw new InvalidDataException("a library name is empty or has no end");
    }

    // The dynamic section gives addresses in memory; loaded segments say where these lie in the file.
    private static ulong FileOffset(ulong address, List<Segment> segments)
    {
        foreach (var segment in segments)
        {
            if (segment.Type == SegmentLoad && address >= segment.Address && address - segment.Address < segment.Size)
                return checked(segment.Offset + (address - segment.Address));
        }

        throw new InvalidDataException("the string table is outside of the file");
    }

    private static List<Segment> Segments(byte[] headers)
    {
        var segments = new List<Segment>();
        for (var at = 0; at < headers.Length; at += ProgramHeaderSize)
        {
            segments.Add(
                new(BinaryPrimitives.ReadUInt32LittleEndian(headers.AsSpan(at)), UInt64(headers, at + 8), UInt64(headers, at + 16), UInt64(headers, at + 32)));
        }
        return segments;
    }

    private static byte[] Read(SafeFileHandle file, ulong offset, ulong size)
    {
        var length = (ulong)RandomAccess.GetLength(file);
        if (size > LargestTable || offset > length || size > length - offset) throw new InvalidDataException("a table reaches beyond the end of the file");
        var bytes = new byte[size];
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(file, bytes.AsSpan(done), (long)offset + done);
            if (read == 0) throw new InvalidDataException("the file became shorter");
            done += read;
        }

        return bytes;
    }

    private static ushort UInt16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static ulong UInt64(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));

    private readonly record struct Segment(uint Type, ulong Offset, ulong Address, ulong Size);
}
