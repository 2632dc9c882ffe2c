using Judger.Export.Pipeline;

namespace Judger.Export.Output;

/// <summary>Counts bytes that are written, reports them, and stops between two blocks on cancellation. Safe on several threads: one report at a time.</summary>
internal sealed class ExportMeter(long total, IProgress<ExportProgress>? progress, CancellationToken cancellationToken)
{
    private readonly Lock _lock = new();
    private long _done;

    public void Add(string file, int bytes)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _done += bytes;
            progress?.Report(new(file, _done, total));
        }
    }
}
