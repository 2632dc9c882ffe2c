using System.Threading.Channels;

namespace Judger.Inference;

/// <summary>The one thread that uses a device, behind a bounded queue. No request can end it.</summary>
internal sealed class DeviceThread : IAsyncDisposable
{
    private readonly Channel<WorkItem> _queue;
    private readonly GenerationRunner _runner;
    private readonly string _device;
    private readonly int _capacity;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopping;

    public DeviceThread(string device, GenerationRunner runner, int capacity)
    {
        _device = device;
        _runner = runner;
        _capacity = capacity;
        _queue = Channel.CreateBounded<WorkItem>(new BoundedChannelOptions(capacity) { SingleReader = true });
        new Thread(Loop) { IsBackground = true, Name = $"judger {device}" }.Start();
    }

    public Task<Generation> Enqueue(WorkItem item)
    {
        if (_queue.Writer.TryWrite(item)) return item.Completion;
        throw _stopping ? new EngineStoppedException(_device) : new QueueFullException(_device, _capacity);
    }

    /// <summary>Refuses new requests, lets the running one finish, fails the waiting ones and frees the device.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        _queue.Writer.TryComplete();
        await _ended.Task.ConfigureAwait(false);
    }

    private void Loop()
    {
        try
        {
            var reader = _queue.Reader;
            while (reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (reader.TryRead(out var item))
                {
                    if (_stopping) item.Fail(new EngineStoppedException(_device));
                    else item.Run(_runner, _device);
                }
            }
        }
        finally
        {
            _runner.Dispose();
            _ended.SetResult();
        }
    }
}
