using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Judger.Cli.Commands;
using Judger.Cli.Files;
using Judger.Cli.Output;
using Judger.Protocol;
using Judger.Server.Records;

namespace Judger.Cli.Evaluation.Runs;

/// <summary>
/// The output folder of a run: <c>run.json</c> with its settings and <c>records.jsonl</c> with a line for each question, on the disk as soon as the question
/// is finished. A run that was interrupted goes on where it stopped; questions that failed are asked again.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private const int MaxSettings = 1 << 24;
    private static readonly JsonDocumentOptions OneNameOnce = new() { AllowDuplicateProperties = false };
    private static readonly JsonSerializerOptions LineOptions = new(RecordJson.Options) { WriteIndented = false };

    private readonly Lock _lock = new();
    private readonly AppendedFile _file;
    private readonly IReadOnlyList<string> _stages;
    private readonly Dictionary<string, BenchmarkRecord> _records = new(StringComparer.Ordinal);

    private RunFolder(string folder, FileStream file, IReadOnlyList<string> stages) => (Location, _file, _stages) = (folder, new(file), stages);

    public string Location { get; }

    /// <summary>What is known of each question; the last word where it was asked several times.</summary>
    public IReadOnlyDictionary<string, BenchmarkRecord> Records => _records;

    /// <summary>Opens or makes a run's folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="settings">The settings of this run.</param>
    /// <param name="restart">True to start over, whatever the folder holds.</param>
    /// <exception cref="CliException">The folder was made with other settings, belongs to a run that goes on, is damaged, or cannot be written.</exception>
    public static RunFolder Open(string folder, RunSettings settings, bool restart)
    {
        FileStream? file = null;
        try
        {
            Directory.CreateDirectory(folder);
            var manifest = Path.Combine(folder, "run.json");
            var records = Path.Combine(folder, "records.jsonl");
            var json = JsonSerializer.SerializeToNode(settings, RecordJson.Options)!.AsObject();

            // A run that ended before its first answer binds nobody.
            var hasRecords = !restart && new FileInfo(records) is { Exists: true, Length: > 0 };
            if (hasRecords && File.Exists(manifest)) RequireSame(manifest, json);
            else if (hasRecords) throw new CliException($"{folder} has records but no run.json; give another --output, or --restart to start over.");

            // No other sharing takes a lock where files have advisory ones.
            file = new FileStream(records, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            if (restart) file.SetLength(0);
            OutputFile.Write(manifest, stream => stream.Write(Encoding.UTF8.GetBytes(json.ToJsonString(RecordJson.Options) + "\n")));
            var run = new RunFolder(folder, file, settings.Stages);
            run.Load(records);
            return run;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new CliException(
                $"{folder} cannot be written, or another run is writing it ({FileError.Reason(exception)}); give another --output.", exception);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>True when the question need not be asked again.</summary>
    public bool IsFinished(string id) => _records.TryGetValue(id, out var record) && record.Error is null;

    /// <summary>Keeps a record: when this returns, the end of the process does not lose it.</summary>
    public void Add(BenchmarkRecord record)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(record, LineOptions);
        lock (_lock)
        {
            _file.Append([.. line, (byte)'\n']);
            _records[record.Id] = record;
        }
    }

    public void Dispose() => _file.Dispose();

    private static void RequireSame(string manifest, JsonObject settings)
    {
        var old = Parsed(manifest);
        var differences = settings.Select(pair => pair.Key).Union(old.Select(pair => pair.Key)).Where(key => !JsonNode.DeepEquals(settings[key], old[key]))
            .Select(key => $"{key} was {Text(old[key])} and is {Text(settings[key])}").ToList();
        if (differences.Count > 0)
        {
            throw new CliException(
                $"{manifest} was made with other settings: {string.Join("; ", differences)}. Give the same, another --output, or --restart to start over.");
        }

        static string Text(JsonNode? node) => node?.ToJsonString(LineOptions) ?? "not set";
    }

    private static JsonObject Parsed(string manifest)
    {
        try
        {
            var json = InputFile.ReadAllBytes(manifest, MaxSettings);
            var settings = JsonNode.Parse(json, documentOptions: OneNameOnce) as JsonObject ?? [];
            return JsonTextCheck.Find(json) is { } problem ? throw new JsonException(problem.Message) : settings;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Names that are not text are found while they are compared.
            throw new CliException($"{manifest} is damaged; give another --output, or --restart to start over.", exception);
        }
    }

    private void Load(string path)
    {
        var file = _file.Stream;
        if (file.Length > Array.MaxLength) throw new CliException($"{path} has {file.Length:N0} bytes; it is not the file of a run. Give another --output.");
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);

        // A line without an end was being written when its run was stopped.
        var length = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        file.SetLength(length);
        file.Seek(0, SeekOrigin.End);
        var whole = Encoding.UTF8.GetString(bytes, 0, length);
        var number = 0;
        foreach (var line in whole.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            number++;
            try
            {
                var record = JsonSerializer.Deserialize<BenchmarkRecord>(line, LineOptions);
                if (record is not { Id: not null } || !IsWhole(record)) throw new JsonException("It is not a record of this run.");
                _records[record.Id] = record;
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                throw new CliException($"{path}, line {number} is damaged; delete the line, and its question is asked again.", exception);
            }
        }
    }

    private bool IsWhole(BenchmarkRecord record) => record is { Image: not null, Question: not null, Reference: not null, Stages: not null }
        && record.Box is null or { Length: 4 }
        && (record.Error is not null || _stages.All(stage => record.Stages.GetValueOrDefault(stage) is { Answer: not null }));
}
