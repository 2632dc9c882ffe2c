using Judger.Server.Telemetry;
using Microsoft.Extensions.Logging;

namespace Judger.Server.Http.Security;

/// <summary>
/// The API keys that are valid now: those of the configuration, and those of a file that is looked at again and again. A file that cannot be read changes
/// nothing: the keys that were valid stay valid, and the log says why.
/// </summary>
internal sealed partial class ApiKeyring : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private readonly HttpOptions _options;
    private readonly ILogger<ApiKeyring> _logger;
    private readonly ITimer? _timer;
    private readonly Lock _looking = new();
    private volatile IReadOnlyList<ApiKeyOptions> _keys;
    private byte[]? _seen;
    private string? _problem;

    public ApiKeyring(HttpOptions options, TimeProvider time, ILogger<ApiKeyring> logger)
    {
        (_options, _logger) = (options, logger);
        _keys = options.ApiKeys;
        if (options.ApiKeyFile is null) return;
        Look();
        _timer = time.CreateTimer(_ => Look(), null, Period, Period);
    }

    /// <summary>True where everybody may ask, without a key.</summary>
    public bool IsOpen => !_options.NeedsKey;

    /// <summary>The keys.</summary>
    public IReadOnlyList<ApiKeyOptions> Keys => _keys;

    public void Dispose() => _timer?.Dispose();

    /// <summary>Reads the file again. What it holds says whether it has changed: of a mounted secret only a link on the way to it does.</summary>
    internal void Look()
    {
        // On a slow disk the next look may come before this one has ended, and would be overwritten by it.
        if (!_looking.TryEnter()) return;
        try
        {
            LookAt(_options.ApiKeyFile!);
        }
        finally
        {
            _looking.Exit();
        }
    }

    private void LookAt(string file)
    {
        var (content, problem) = ApiKeyFile.Load(file);
        (var known, _problem) = (_problem, problem);
        if (content is null)
        {
            if (problem != known) LogNotRead(file, problem!);
            return;
        }

        if (_seen is { } seen && content.AsSpan().SequenceEqual(seen)) return;
        _seen = content;
        var (keys, errors) = ApiKeyFile.Parse(content, _options.ApiKeys);
        if (errors.Count > 0)
        {
            LogNotRead(file, string.Join(" ", errors));
            return;
        }

        _keys = [.. _options.ApiKeys, .. keys];
        LogRead(file, keys.Count);
    }

    [LoggerMessage(EventId = LogEvents.KeysRead, EventName = nameof(LogEvents.KeysRead), Level = LogLevel.Information,
        Message = "{File} holds {Count} API keys; they are valid from now on, beside those of the configuration")]
    private partial void LogRead(string file, int count);

    [LoggerMessage(EventId = LogEvents.KeysNotRead, EventName = nameof(LogEvents.KeysNotRead), Level = LogLevel.Error,
        Message = "The API keys of {File} cannot be read, {Problem} The keys that were valid stay valid")]
    private partial void LogNotRead(string file, string problem);
}
