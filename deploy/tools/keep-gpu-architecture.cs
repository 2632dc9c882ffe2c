// Clears the machine code of other GPU architectures in a shared library, so that a bundle for one kind of GPU is half as large once it is packed.
//
//   dotnet run deploy/tools/keep-gpu-architecture.cs -- LIBRARY ARCHITECTURE       (such as 90 for H100 and H200)
//
// A library built by NVIDIA's compiler holds fat binaries (magic 0xBA55ED50): a header of 16 bytes (magic, version, its own size, size of the content), then
// entries with a header of their own (kind, version, header size, content size, ..., architecture at byte 28) and the code. The driver takes the entry that fits
// the GPU and reads no other, so the others' content can be zeros. Offsets stay as they are.

using System.Buffers.Binary;

const uint Magic = 0xBA55ED50;
const int FatHeader = 16;
const int EntryHeader = 32;
const int ArchitectureAt = 28;

if (args is not [var path, var wanted] || !uint.TryParse(wanted, out var architecture))
{
    Console.Error.WriteLine("usage: keep-gpu-architecture LIBRARY ARCHITECTURE");
    return 2;
}

var file = File.ReadAllBytes(path);
int kept = 0, cleared = 0;
long bytes = 0;
for (var at = 0; at + FatHeader <= file.Length; at += 8)
{
    if (BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at)) != Magic) continue;
    var header = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 6));
    var end = at + header + BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at + 8));
    if (header < FatHeader || end > file.Length) continue;
    for (var entry = at + header; entry + EntryHeader <= end;)
    {
        var size = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(entry + 4));
        var content = BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(entry + 8));
        if (size < EntryHeader || content < 0 || entry + size + content > end) throw new InvalidDataException($"The fat binary at byte {at} is not laid out as expected.");
        if (BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(entry + ArchitectureAt)) == architecture) kept++;
        else
        {
            file.AsSpan(entry + size, (int)content).Clear();
            cleared++;
            bytes += content;
        }

        entry += size + (int)content;
    }

    at = (int)((end + 7) / 8 * 8) - 8;
}

if (kept == 0)
{
    Console.Error.WriteLine($"error: {path} has no code for architecture {architecture}; leave the architecture out, or give one that the library has.");
    return 1;
}

File.WriteAllBytes(path, file);
Console.WriteLine($"{path}: kept {kept} programs for architecture {architecture}, cleared {cleared} others, {bytes / 1e6:F0} MB.");
return 0;
