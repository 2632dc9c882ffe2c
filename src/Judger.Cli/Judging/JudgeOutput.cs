using System.Globalization;
using System.Text;
using Judger.Cli.Commands;

namespace Judger.Cli.Judging;

/// <summary>
/// The output of <c>judger judge</c>: lines in the input's order, each written once and whole, whenever the process ends. Judgments that come before their
/// turn wait in a journal beside the output, so that none is paid for twice. Any thread.
/// </summary>
internal sealed class JudgeOutput : IDisposable
{
    private static readonly byte[] Skipped = [];

    private readonly Lock _lock = new();
    private readonly string _journalPath;
    private readonly FileStream _file;
    private readonly FileStream _journal;
    private readonly Dictionary<int, byte[]> _waiting = [];
    private int _next;

    private JudgeOutput(string path, IReadOnlyList<JudgeLine> lines)
    {
        _journalPath = path + ".journal";
        _file = Open(path, FileShare.Read);
        try
        {
            // Who holds the journal is the one run that writes here; the output may be looked at meanwhile.
            _journal = Open(_journalPath, FileShare.None);
        }
        catch
        {
            _file.Dispose();
            throw;
        }

        try
        {
            _next = Recover(path, lines);
            RecoverJournal(lines.Count);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Lines that an earlier run passed over.</summary>
    public int PassedOver { get; private set; }

    /// <summary>Lines that were there already, or waited in the journal.</summary>
    public int Recovered { get; private set; }

    /// <summary>Opens the output, new or to go on with, and drops what a crash has torn.</summary>
    /// <exception cref="CliException">It cannot be written, is in use, or was made from another input.</exception>
    public static JudgeOutput Open(string path, IReadOnlyList<JudgeLine> lines)
    {
        try
        {
            return new(path, lines);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path} cannot be written ({exception.Message}); close whatever uses it, or give another --output-jsonl.", exception);
        }
    }

    /// <summary>The lines, by their place among those given, that are still to be judged.</summary>
    public IReadOnlyList<int> ToDo(int count) => [.. Enumerable.Range(_next, count - _next).Where(place => !_waiting.ContainsKey(place))];

    /// <summary>Takes a finished line; null for one that is skipped.</summary>
    public void Put(int place, byte[]? line)
    {
        lock (_lock)
        {
            _waiting[place] = line ?? Skipped;
            if (place == _next) Drain();
            else
            {
                _journal.Write(
                    [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{place}\t")), .. line ?? Skipped, .. line is null ? "\n"u8 : []]);
            }
        }
    }

    /// <summary>Ends a run that judged every line.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _file.Flush(flushToDisk: true);
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
        for (; _waiting.Remove(_next, out var line); _next++) _file.Write(line);
    }

    private int Recover(string path, IReadOnlyList<JudgeLine> lines)
    {
        var place = 0;
        foreach (var made in Whole(_file))
        {
            var number = Recovered + 1;
            while (place < lines.Count && !JudgedLine.IsOf(lines[place], made))
            {
                place++;
                PassedOver++;
            }

            if (place++ == lines.Count)
                throw new CliException($"{path}, line {number} was made from another input or range; give another --output-jsonl, or delete it.");
            Recovered++;
        }

        return place;
    }

    private void RecoverJournal(int count)
    {
        foreach (var entry in Whole(_journal))
        {
            var tab = entry.Span.IndexOf((byte)'\t');
            if (tab < 0 || !int.TryParse(entry.Span[..tab], CultureInfo.InvariantCulture, out var place) || place < _next || place >= count) continue;
            if (!_waiting.TryAdd(place, entry.Length == tab + 1 ? Skipped : [.. entry.Span[(tab + 1)..], (byte)'\n'])) continue;
            Recovered++;
        }

        Drain();
    }

    /// <summary>The lines that end with a line feed; what follows the last one is cut off, and the stream stands there.</summary>
    private static List<ReadOnlyMemory<byte>> Whole(FileStream file)
    {
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
