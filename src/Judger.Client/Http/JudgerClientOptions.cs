namespace Judger.Client;

/// <summary>Which server an application asks over HTTP, and how patiently.</summary>
public sealed class JudgerClientOptions
{
    /// <summary>The server, such as https://judger.example; a path before <c>/v1</c> is kept.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The API key, where the server wants one. Over http to another machine it travels in the clear.</summary>
    public string? ApiKey { get; set; }

    /// <summary>A file that holds the API key; read when it is first needed.</summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>How long a call may take that does not wait for an answer. <value>100 ms to 10 minutes, default 30 s.</value></summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a server that cannot be reached, or breaks connections, is tried again; within it a question survives a restart of the server.
    /// <value>Zero to 10 minutes, default 15 s.</value>
    /// </summary>
    public TimeSpan OutagePatience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long refusals (<see cref="OverloadedException"/>) are waited out, as Retry-After says. <value>Zero (none) to 10 minutes, default 10 s.</value></summary>
    public TimeSpan RefusalPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// True stops the question on the server when a waiting call is cancelled, also for others who wait for it under the same id; false leaves it to the
    /// server, which gives a question up that nobody waits for. <value>Default: true.</value>
    /// </summary>
    public bool CancelQuestions { get; set; } = true;

    /// <summary>All that is wrong with the options, each error naming option and remedy.</summary>
    internal IEnumerable<string> Errors()
    {
        if (Endpoint is not { IsAbsoluteUri: true, Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" })
            yield return $"Endpoint is \"{(Endpoint is { IsAbsoluteUri: true, UserInfo.Length: > 0 } ? "(with a user)" : Endpoint)}\"; give the server's address, such as https://judger.example or http://127.0.0.1:8080.";
        if (ApiKey is not null && ApiKeyFile is not null) yield return "ApiKey and ApiKeyFile are both given; give one of them.";
        if (ApiKey is not null && (ApiKey.Length == 0 || !ApiKey.All(IsPlain))) yield return "ApiKey is empty or has characters that no key has; give the key as judger key printed it.";
        if (ApiKeyFile is not null && !File.Exists(ApiKeyFile)) yield return $"ApiKeyFile is {ApiKeyFile}, which does not exist; check the path.";
        if (Timeout < TimeSpan.FromMilliseconds(100) || Timeout > Longest) yield return $"Timeout is {Timeout}; give 100 ms to 10 minutes.";
        if (OutagePatience < TimeSpan.Zero || OutagePatience > Longest) yield return $"OutagePatience is {OutagePatience}; give zero to 10 minutes.";
        if (RefusalPatience < TimeSpan.Zero || RefusalPatience > Longest) yield return $"RefusalPatience is {RefusalPatience}; give zero to 10 minutes.";
    }

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>The key, or null where there is none.</summary>
    /// <exception cref="AccessDeniedException">The file holds none.</exception>
    internal string? Key()
    {
        if (ApiKeyFile is null) return ApiKey;
        try
        {
            var key = File.ReadAllText(ApiKeyFile).Trim();
            return key.Length > 0 && key.All(IsPlain) ? key : throw new AccessDeniedException($"{ApiKeyFile} holds no API key; write the key as judger key printed it.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AccessDeniedException($"{ApiKeyFile} cannot be read; check the file and its permissions.", exception);
        }
    }

    private static bool IsPlain(char character) => character is > ' ' and <= '~';
}
