using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Judger.Export.Output;

/// <summary>
/// Hands blocks to several consumers, each on a thread of its own and each in order, so that one hashes while another writes. Blocks are filled on as many
/// threads as there are processors; a fixed number of buffers bounds the memory. After the first error nothing more is consumed, and the caller gets that
/// error.
/// </summary>
internal sealed class BlockPipeline : IDisposable
{
    private const int MaxBuffers = 16;

    private readonly int _buffers = Math.Clamp(Environment.ProcessorCount + 2, 4, MaxBuffers);
    private readonly BlockingCollection<BlockBuffer> _free = [];
    private readonly BlockingCollection<BlockBuffer>[] _queues;
    private readonly Task[] _threads;
    private int _allocated;
    private Exception? _error;

    public BlockPipeline(params Action<ReadOnlySpan<byte>>[] consumers)
    {
        _queues = [.. consumers.Select(_ => new BlockingCollection<BlockBuffer>())];
        _threads = [.. consumers.Select((consumer, i) => Task.Factory.StartNew(
            () => Consume(_queues[i], consumer), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
    }

    /// <summary>Takes a copy of a block.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        var block = Take(bytes.Length);
        bytes.CopyTo(block.Span);
        Send(block);
    }

    /// <summary>Takes a block that is filled later, on another thread.</summary>
    public void Add(int length, long from, BlockFiller fill)
    {
        var block = Take(length);
        block.FillLater(from, fill);
        Send(block);
    }

    /// <summary>Waits until every block is consumed.</summary>
    public void Finish()
    {
        Complete();
        ThrowError();
    }

    public void Dispose()
    {
        Complete();
        foreach (var block in _free) block.Dispose();
        foreach (var queue in _queues) queue.Dispose();
        _free.Dispose();
    }

    private void Complete()
    {
        foreach (var queue in _queues) queue.CompleteAdding();
        Task.WaitAll(_threads);
    }

    private BlockBuffer Take(int length)
    {
        ThrowError();
        if (!_free.TryTake(out var block))
        {
            if (_allocated < _buffers)
            {
                block = new();
                _allocated++;
            }
            else
            {
                block = _free.Take();
            }
        }

        block.Begin(length, _queues.Length);
        return block;
    }

    private void Send(BlockBuffer block)
    {
        foreach (var queue in _queues) queue.Add(block);
    }

    private void Consume(BlockingCollection<BlockBuffer> queue, Action<ReadOnlySpan<byte>> consumer)
    {
        foreach (var block in queue.GetConsumingEnumerable())
        {
            try
            {
                block.Filled.GetAwaiter().GetResult();
                if (Volatile.Read(ref _error) is null) consumer(block.Span);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref _error, e, null);
            }

            if (block.Release()) _free.Add(block);
        }
    }

    private void ThrowError()
    {
        if (Volatile.Read(ref _error) is { } error) ExceptionDispatchInfo.Throw(error);
    }
}
