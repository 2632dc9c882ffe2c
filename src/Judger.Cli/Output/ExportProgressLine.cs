using System.Diagnostics;
using Judger.Export.Pipeline;

namespace Judger.Cli.Output;

/// <summary>
/// The progress of an export on standard error: on a terminal one line that is drawn over itself, with bytes, rate and time left; elsewhere a line at every
/// tenth.
/// </summary>
internal sealed class ExportProgressLine : IProgress<ExportProgress>, IDisposable
{
    private const int BarWidth = 24;

    private readonly bool _terminal = !Console.IsErrorRedirected;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly StatusLine _line = new();
    private int _tenth = -1;

    public void Report(ExportProgress value)
    {
        if (_terminal) Draw(value);
        else Print(value);
    }

    /// <summary>Takes the line away.</summary>
    public void Clear() => _line.Clear();

    public void Dispose() => _line.Dispose();

    private void Draw(ExportProgress value) => _line.Show(() =>
    {
        var done = (double)value.BytesDone / value.BytesTotal;
        var bar = new string('#', (int)(done * BarWidth)).PadRight(BarWidth, '.');
        return $"[{bar}] {Figures(value)}  {value.File}";
    });

    private void Print(ExportProgress value)
    {
        var tenth = (int)(10 * value.BytesDone / value.BytesTotal);
        if (tenth == _tenth) return;
        _tenth = tenth;
        Console.Error.WriteLine($"{10 * tenth,3} %  {Figures(value)}  {value.File}");
    }

    private string Figures(ExportProgress value)
    {
        var rate = value.BytesDone / Math.Max(_clock.Elapsed.TotalSeconds, 1e-3);
        var left = TimeSpan.FromSeconds((value.BytesTotal - value.BytesDone) / rate);
        return $"{ByteSize.Text(value.BytesDone)} of {ByteSize.Text(value.BytesTotal)}, {ByteSize.Text(rate)}/s, "
            + $"{(int)left.TotalMinutes}:{left.Seconds:D2} left";
    }
}
