using System.Runtime.InteropServices;

namespace Judger.Inference.Kv;

/// <summary>Keys and values in the computer's own memory. Pages are taken when they are first written, so unused capacity costs nothing.</summary>
internal sealed unsafe partial class HostKvMemory(KvLayout layout, int lanes)
    : KvMemory(layout, lanes, bytes => (nint)NativeMemory.AllocZeroed((nuint)bytes), address => NativeMemory.Free((void*)address))
{
    private const nuint HugePage = 2 << 20;
    private const int AdviseHugePages = 14;

    protected override nint AllocateBlock(long bytes)
    {
        var block = (nint)NativeMemory.AlignedAlloc((nuint)bytes, HugePage);

        // A block is tens of megabytes and written at once: taking it page by page would cost more than the copy. Advice only, so a refusal is nothing.
        if (OperatingSystem.IsLinux()) _ = AdviseMemory(block, (nuint)bytes, AdviseHugePages);
        return block;
    }

    protected override void FreeBlock(nint address) => NativeMemory.AlignedFree((void*)address);

    protected override void CopyRows(nint from, long fromPitch, nint to, long toPitch, long width, int rows)
    {
        for (var row = 0; row < rows; row++)
            Buffer.MemoryCopy((void*)(from + (nint)(row * fromPitch)), (void*)(to + (nint)(row * toPitch)), width, width);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int AdviseMemory(nint address, nuint bytes, int advice);
}
