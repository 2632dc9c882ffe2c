using Judger.Export.Formats;

namespace Judger.Export.Output;

/// <summary>A buffer on its way through a <see cref="BlockPipeline"/>.</summary>
internal sealed class BlockBuffer : IDisposable
{
    public const int Bytes = 1 << 21;

    private readonly NativeBuffer<byte> _memory = new(Bytes);
    private int _length;
    private int _consumers;

    /// <summary>Ends when the block has its bytes.</summary>
    public Task Filled { get; private set; } = Task.CompletedTask;

    public Span<byte> Span => _memory.Span[.._length];

    /// <summary>Begins a new block.</summary>
    /// <param name="length">Its bytes.</param>
    /// <param name="consumers">How often <see cref="Release"/> is called.</param>
    public void Begin(int length, int consumers) => (_length, _consumers, Filled) = (length, consumers, Task.CompletedTask);

    /// <summary>Fills the block on another thread.</summary>
    public void FillLater(long from, BlockFiller fill) => Filled = Task.Run(() => fill(from, Span));

    /// <summary>Whether this was the last consumer.</summary>
    public bool Release() => Interlocked.Decrement(ref _consumers) == 0;

    public void Dispose() => _memory.Dispose();
}
