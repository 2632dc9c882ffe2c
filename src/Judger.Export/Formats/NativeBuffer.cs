using System.Runtime.InteropServices;

namespace Judger.Export.Formats;

/// <summary>Memory outside of the managed heap, which is given back at once: a large array would stay until a collection.</summary>
internal sealed unsafe class NativeBuffer<T>(int length) : IDisposable
    where T : unmanaged
{
    private readonly void* _memory = NativeMemory.Alloc((nuint)length, (nuint)sizeof(T));

    public Span<T> Span => new(_memory, length);

    public void Dispose() => NativeMemory.Free(_memory);
}
