using System.Runtime.InteropServices;

namespace Judger.Inference;

/// <summary>Keys and values in the computer's own memory. Pages are taken when they are first written, so unused capacity costs nothing.</summary>
internal sealed unsafe class HostKvMemory(KvLayout layout, int lanes) : KvMemory(layout, lanes)
{
    protected override nint Allocate(long bytes) => (nint)NativeMemory.AllocZeroed((nuint)bytes);

    protected override void Free(nint address) => NativeMemory.Free((void*)address);

    protected override void CopyRows(nint from, long fromPitch, nint to, long toPitch, long width, int rows)
    {
        for (var row = 0; row < rows; row++)
            Buffer.MemoryCopy((void*)(from + (nint)(row * fromPitch)), (void*)(to + (nint)(row * toPitch)), width, width);
    }
}
