using Judger.Inference.Kv;
using Judger.Inference.Manifest;

namespace Judger.Inference.Tests.Kv;

public sealed class KvMemoryTests
{
    private static readonly KvLayout Small = new(Layers: 2, Heads: 1, Capacity: 4, HeadSize: 1, KeyValueType.Float32);

    [Fact]
    public void Memory_that_runs_out_between_two_planes_gives_back_what_was_taken()
    {
        var freed = new List<nint>();
        nint next = 0;

        Assert.Throws<InsufficientMemoryException>(() => new Memory(_ => ++next < 4 ? next : throw new InsufficientMemoryException(), freed.Add));

        Assert.Equal([1, 2, 3], freed);
    }

    [Fact]
    public void Every_plane_is_given_back_once()
    {
        var freed = new List<nint>();
        nint next = 0;
        var memory = new Memory(_ => ++next, freed.Add);

        memory.Dispose();
        memory.Dispose();

        Assert.Equal([1, 2, 3, 4], freed);
    }

    private sealed class Memory(Func<long, nint> allocate, Action<nint> free) : KvMemory(Small, 1, allocate, free)
    {
        protected override nint AllocateBlock(long bytes) => throw new NotSupportedException();

        protected override void FreeBlock(nint address) => throw new NotSupportedException();

        protected override void CopyRows(nint from, long fromPitch, nint to, long toPitch, long width, int rows) => throw new NotSupportedException();
    }
}
