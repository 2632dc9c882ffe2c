using System.Buffers.Binary;
using Judger.Inference.Devices;
using Judger.Inference.Errors;

namespace Judger.Inference.Tests.Devices;

/// <summary>Which libraries a library needs is read from its header, and no file makes the reader fail in an unexpected way.</summary>
public sealed class ElfFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("judger-elf-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_compiled_library_names_what_it_was_linked_with()
    {
        var library = Gcc.Compile(_folder, "cuda.c", "-Wl,--no-as-needed", "-lm", "-Wl,--as-needed");

        Assert.Equal(["libm.so.6", "libc.so.6"], ElfFile.ReadNeeded(library));
    }

    [Fact]
    public void A_header_made_by_hand_gives_its_names_in_order() =>
        Assert.Equal(["libcudart.so.13", "libc.so.6"], ElfFile.ReadNeeded(Write(Header("libcudart.so.13", "libc.so.6"))));

    [Fact]
    public void A_file_without_a_dynamic_section_needs_nothing()
    {
        var bytes = Header("libc.so.6");
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(64 + 56), 4);

        Assert.Empty(ElfFile.ReadNeeded(Write(bytes)));
    }

    [Fact]
    public void A_missing_file_is_a_typed_error()
    {
        var error = Assert.Throws<ElfFormatException>(() => ElfFile.ReadNeeded(Path.Combine(_folder, "missing.so")));

        Assert.Equal("elf_format", error.Code);
        Assert.Contains("cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 77, "the ELF signature is missing")]
    [InlineData(4, 1, "it is not 64-bit little-endian")]
    [InlineData(5, 2, "it is not 64-bit little-endian")]
    [InlineData(54, 32, "the program headers have an unknown size")]
    [InlineData(39, 0x7f, "a table reaches beyond the end of the file")]
    public void What_is_wrong_is_named(int at, int value, string reason)
    {
        var bytes = Header("libc.so.6");
        bytes[at] = (byte)value;

        Assert.Contains(reason, Assert.Throws<ElfFormatException>(() => ElfFile.ReadNeeded(Write(bytes))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_file_is_a_typed_error_wherever_it_ends()
    {
        var bytes = Header("libcudart.so.13", "libc.so.6");

        for (var length = 0; length < bytes.Length; length++)
        {
            var path = Write(bytes[..length]);
            Assert.Throws<ElfFormatException>(() => ElfFile.ReadNeeded(path));
        }
    }

    [Fact]
    public void Damaged_bytes_give_names_or_a_typed_error_and_nothing_else()
    {
        var random = new Random(5);
        var errors = 0;
        for (var round = 0; round < 2000; round++)
        {
            var bytes = Header("libcudart.so.13", "libc.so.6");
            for (var i = 0; i < 3; i++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                Assert.InRange(ElfFile.ReadNeeded(Write(bytes)).Count, 0, 8);
            }
            catch (ElfFormatException)
            {
                errors++;
            }
        }

        Assert.InRange(errors, 200, 1999);
    }

    /// <summary>
    /// An ELF file with a header, two program headers (everything loaded at 0x10000; the dynamic section), a dynamic section and a string table.
    /// </summary>
    private static byte[] Header(params string[] needed)
    {
        const int Segments = 64;
        const int Dynamic = Segments + (2 * 56);
        const ulong Base = 0x10000;
        var dynamicSize = (needed.Length + 3) * 16;
        var strings = new MemoryStream();
        strings.WriteByte(0);
        var names = needed.Select(name =>
        {
            var at = strings.Length;
            strings.Write(System.Text.Encoding.ASCII.GetBytes(name + '\0'));
            return (ulong)at;
        }).ToList();
        var bytes = new byte[Dynamic + dynamicSize + strings.Length];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(54), 56);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(56), 2);
        Put(32, Segments);
        Segment(Segments, 1, 0, Base, (ulong)bytes.Length);
        Segment(Segments + 56, 2, Dynamic, Base + Dynamic, (ulong)dynamicSize);
        var entry = Dynamic;
        foreach (var name in names) Entry(1, name);
        Entry(5, Base + (ulong)(Dynamic + dynamicSize));
        Entry(10, (ulong)strings.Length);
        strings.ToArray().CopyTo(bytes, Dynamic + dynamicSize);
        return bytes;

        void Put(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), value);

        void Segment(int at, uint type, ulong offset, ulong address, ulong size)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), type);
            Put(at + 8, offset);
            Put(at + 16, address);
            Put(at + 32, size);
        }

        void Entry(ulong tag, ulong value)
        {
            Put(entry, tag);
            Put(entry + 8, value);
            entry += 16;
        }
    }

    private string Write(byte[] bytes)
    {
        var path = Path.Combine(_folder, "library.so");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
