namespace Judger.Export;

/// <summary>Counts the bytes of an export, tells them to whoever asked, and ends it between two blocks when it is cancelled.</summary>
internal sealed class ExportMeter(long total, IProgress<ExportProgress>? progress, CancellationToken cancellationToken)
{
    private long _done;

    public void Add(string file, int bytes)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _done += bytes;
        progress?.Report(new(file, _done, total));
    }
}
