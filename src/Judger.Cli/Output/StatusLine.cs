using System.Diagnostics;

namespace Judger.Cli.Output;

/// <summary>How long work stands, on standard error: on a terminal one line that is drawn over itself, elsewhere a line now and then. Any thread.</summary>
internal sealed class StatusLine(TimeSpan? between = null) : IDisposable
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly TimeSpan _between = between ?? Seldom;
    private TimeSpan _next = Console.IsErrorRedirected ? between ?? Seldom : TimeSpan.Zero;
    private int _drawn;

    /// <summary>Shows a text when it is time to.</summary>
    public void Show(Func<string> text)
    {
        lock (_lock)
        {
            if (_clock.Elapsed < _next) return;
            _next = _clock.Elapsed + (_isTerminal ? Redraw : _between);
            if (_isTerminal) Draw(text());
            else Console.Error.WriteLine(text());
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            if (_drawn > 0) Console.Error.Write($"\r{new string(' ', _drawn)}\r");
            _drawn = 0;
        }
    }

    public void Dispose() => Clear();

    private void Draw(string line)
    {
        Console.Error.Write($"\r{line.PadRight(_drawn)}");
        _drawn = line.Length;
    }
}
