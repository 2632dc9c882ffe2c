using System.Globalization;
using System.Text;
using Judger.Cli.Commands;
using Judger.Cli.Files;

namespace Judger.Cli.Judging;

/// <summary>
/// The output of <c>judger judge</c>: lines in the input's order, each written once and whole, whenever the process ends. Judgments that come before their
/// turn wait in a journal beside the output, so that none is paid for twice. A run that passed over lines leaves gaps, and the next one fills them. Any thread.
/// </summary>
internal sealed class JudgeOutput : IDisposable
{
    private static readonly byte[] Skipped = [];

    private readonly Lock _lock = new();
    private readonly string _journalPath;
    private readonly AppendedFile _file;
    private readonly AppendedFile _journal;
    private readonly Dictionary<int, byte[]> _waiting = [];
    private int _next;

    private JudgeOutput(string path, IReadOnlyList<JudgeLine> lines)
    {
        _journalPath = path + ".journal";
        _file = new(Open(path, FileShare.Read));
        try
        {
            // Who holds the journal is the one run that writes here; the output may be looked at meanwhile.
            _journal = new(Open(_journalPath, FileShare.None));
        }
        catch
        {
            _file.Dispose();
            throw;
        }

        try
        {
            Recover(path, lines);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Judged lines that were there already, or waited in the journal.</summary>
    public int Recovered { get; private set; }

    /// <summary>Opens the output, new or to go on with, and drops what a crash has torn.</summary>
    /// <exception cref="CliException">It cannot be written, is in use, or was made from another input.</exception>
    public static JudgeOutput Open(string path, IReadOnlyList<JudgeLine> lines)
    {
        try
        {
            return new(path, lines);
        }
        catch (Exception exception) when (FileError.Is(exception))
        {
            throw new CliException(
                $"{path} cannot be written ({FileError.Reason(exception)}); close whatever uses it, or give another --output-jsonl.", exception);
        }
    }

    /// <summary>The lines, by their place among those given, that are still to be judged.</summary>
    public IReadOnlyList<int> ToDo(int count) => [.. Enumerable.Range(_next, count - _next).Where(place => !_waiting.ContainsKey(place))];

    /// <summary>Takes a finished line; null for one that is passed over, which the next run judges again.</summary>
    public void Put(int place, byte[]? line)
    {
        lock (_lock)
        {
            if (line is not null && place != _next) Keep(place, line);
            _waiting[place] = line ?? Skipped;
            Drain();
        }
    }

    /// <summary>Takes a line that says why it has no judgment. The next run judges it again.</summary>
    public void PutUnjudged(int place, byte[] line)
    {
        lock (_lock)
        {
            _waiting[place] = line;
            Drain();
        }
    }

    /// <summary>Ends a run: all that is judged stands in the output, also behind lines that are not.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            // The error of the line that could not be written ends the run; what the journal holds, the next one finds there.
            if (_file.HasFailed || _journal.HasFailed) return;
            foreach (var (_, line) in _waiting.OrderBy(waiting => waiting.Key)) _file.Append(line);
            _waiting.Clear();
            _file.Stream.Flush(flushToDisk: true);
            _journal.Dispose();
            File.Delete(_journalPath);
        }
    }

    public void Dispose()
    {
        _journal.Dispose();
        _file.Dispose();
    }

    // Unbuffered: a line that was written is the system's, whatever happens to this process.
    private static FileStream Open(string path, FileShare share) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, bufferSize: 0);

    private void Drain()
    {
        for (; _waiting.Remove(_next, out var line); _next++) _file.Append(line);
    }

    private void Keep(int place, ReadOnlyMemory<byte> line) =>
        _journal.Append([.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{place}\t")), .. line.Span]);

    private void Recover(string path, IReadOnlyList<JudgeLine> lines)
    {
        var made = Places(path, lines);
        while (_next < made.Count && made[_next] is (var place, { } line) && place == _next) (_next, Recovered) = (_next + 1, Recovered + 1);
        RecoverJournal(lines);

        // What stands behind a gap waits in the journal until the gap is filled. It is on the disk there before it is cut off here.
        foreach (var (place, line) in made.Skip(_next).Where(line => line.Line is not null))
        {
            if (!_waiting.TryAdd(place, line!)) continue;
            Keep(place, line);
            Recovered++;
        }

        _journal.Stream.Flush(flushToDisk: true);
        var length = made.Take(_next).Sum(line => (long)line.Line!.Length);
        _file.Stream.SetLength(length);
        _file.Stream.Position = length;
        Drain();
    }

    /// <summary>The lines of the output with their places among those of the input; without their bytes where they are not judged.</summary>
    private List<(int Place, byte[]? Line)> Places(string path, IReadOnlyList<JudgeLine> lines)
    {
        var places = new List<(int, byte[]?)>();
        var place = 0;
        foreach (var made in Whole(_file.Stream))
        {
            while (place < lines.Count && !JudgedLine.IsOf(lines[place], made)) place++;
            if (place == lines.Count)
                throw new CliException($"{path}, line {places.Count + 1} was made from another input or range; give another --output-jsonl, or delete it.");
            places.Add((place++, JudgedLine.IsJudged(made) ? [.. made.Span, (byte)'\n'] : null));
        }

        return places;
    }

    private void RecoverJournal(IReadOnlyList<JudgeLine> lines)
    {
        foreach (var entry in Whole(_journal.Stream))
        {
            var tab = entry.Span.IndexOf((byte)'\t');
            if (tab < 0 || !int.TryParse(entry.Span[..tab], CultureInfo.InvariantCulture, out var place) || place < _next || place >= lines.Count) continue;
            var line = entry[(tab + 1)..];
            if (JudgedLine.IsOf(lines[place], line) && JudgedLine.IsJudged(line) && _waiting.TryAdd(place, [.. line.Span, (byte)'\n'])) Recovered++;
        }
    }

    /// <summary>The lines that end with a line feed; what follows the last one is cut off, and the stream stands there.</summary>
    private static List<ReadOnlyMemory<byte>> Whole(FileStream file)
    {
        if (file.Length > Array.MaxLength) throw new CliException($"{file.Name} has {file.Length:N0} bytes, which are too many; give another --output-jsonl.");
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var lines = new List<ReadOnlyMemory<byte>>();
        var start = 0;
        for (int length; (length = bytes.AsSpan(start).IndexOf((byte)'\n')) >= 0; start += length + 1) lines.Add(bytes.AsMemory(start, length));
        file.SetLength(start);
        file.Position = start;
        return lines;
    }
}
