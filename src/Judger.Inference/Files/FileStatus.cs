using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Judger.Inference.Files;

/// <summary>
/// What the system knows of a file. .NET tells neither the kind of a file before it is opened, nor when a file's status changed, so Linux is asked itself. The
/// layout of statx is the same on all its processors (linux/stat.h).
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Written">When its bytes were written last, in nanoseconds, or in ticks where only .NET can be asked.</param>
/// <param name="Changed">When its bytes, owner, permissions or links changed last, in nanoseconds; 0 where the system does not tell.</param>
/// <param name="Device">The file system that it lies on; 0 likewise.</param>
/// <param name="Node">Its number there, which no other file has at the same time; 0 likewise.</param>
internal readonly unsafe partial record struct FileStatus(FileKind Kind, long Bytes, long Written, long Changed, long Device = 0, long Node = 0)
{
    private const int CurrentFolder = -100;
    private const int OfTheHandle = 0x1000;
    private const int BasicFields = 0x7FF;
    private const int StatusBytes = 256;
    private const int ModeAt = 28, NodeAt = 32, BytesAt = 40, ChangedAt = 96, WrittenAt = 112, DeviceAt = 136;

    /// <summary>The status of what a path leads to, links followed. What is not there, or cannot be asked, is unknown.</summary>
    public static FileStatus Of(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            var status = stackalloc byte[StatusBytes];
            if (StatusOf(CurrentFolder, path, 0, BasicFields, status) == 0) return Parsed(status);
        }

        return Directory.Exists(path) ? new(FileKind.Folder, 0, 0, 0) : default;
    }

    /// <summary>The status of an open file. Allocates nothing on Linux.</summary>
    public static FileStatus Of(SafeFileHandle file)
    {
        if (OperatingSystem.IsLinux())
        {
            var status = stackalloc byte[StatusBytes];
            byte empty = 0;
            if (StatusOf((int)file.DangerousGetHandle(), &empty, OfTheHandle, BasicFields, status) == 0) return Parsed(status);
        }

        return new(FileKind.Unknown, RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file).Ticks, 0);
    }

    private static FileStatus Parsed(byte* status)
    {
        var fields = new ReadOnlySpan<byte>(status, StatusBytes);
        var kind = (BinaryPrimitives.ReadUInt16LittleEndian(fields[ModeAt..]) & 0xF000) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Folder,
            0x1000 => FileKind.Pipe,
            0x2000 or 0x6000 => FileKind.Device,
            0xC000 => FileKind.Socket,
            _ => FileKind.Unknown,
        };
        return new(
            kind,
            BinaryPrimitives.ReadInt64LittleEndian(fields[BytesAt..]),
            Time(fields[WrittenAt..]),
            Time(fields[ChangedAt..]),
            BinaryPrimitives.ReadInt64LittleEndian(fields[DeviceAt..]),
            BinaryPrimitives.ReadInt64LittleEndian(fields[NodeAt..]));
    }

    private static long Time(ReadOnlySpan<byte> field) =>
        (BinaryPrimitives.ReadInt64LittleEndian(field) * 1_000_000_000) + BinaryPrimitives.ReadUInt32LittleEndian(field[sizeof(long)..]);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatusOf(int folder, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "statx")]
    private static partial int StatusOf(int folder, byte* path, int flags, uint mask, byte* status);
}
