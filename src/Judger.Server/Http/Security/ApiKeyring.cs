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
    private volatile IReadOnlyList<ApiKeyOptions> _keys;
    private (DateTime WrittenAt, long Length) _seen;

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

    /// <summary>Reads the file again where it has changed.</summary>
    internal void Look()
    {
        var file = new FileInfo(_options.ApiKeyFile!);
        var seen = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        if (seen == _seen) return;
        _seen = seen;
        var (keys, errors) = ApiKeyFile.Read(file.FullName);
        if (errors.Count > 0)
        {
            LogNotRead(file.FullName, string.Join(" ", errors));
            return;
        }

        _keys = [.. _options.ApiKeys, .. keys];
        LogRead(file.FullName, keys.Count);
    }

    [LoggerMessage(EventId = LogEvents.KeysRead, EventName = nameof(LogEvents.KeysRead), Level = LogLevel.Information,
        Message = "{File} holds {Count} API keys; they are valid from now on, beside those of the configuration")]
    private partial void LogRead(string file, int count);

    [LoggerMessage(EventId = LogEvents.KeysNotRead, EventName = nameof(LogEvents.KeysNotRead), Level = LogLevel.Error,
        Message = "The API keys of {File} cannot be read, {Problem} The keys that were valid stay valid")]
    private partial void LogNotRead(string file, string problem);
}
