namespace Judger.Client.Http;

/// <summary>Which server an application asks over HTTP, and when failed calls are made again.</summary>
public sealed class JudgerClientOptions
{
    /// <summary>The server, such as https://judger.example. A path before <c>/v1</c> is kept.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The API key, where the server needs one. Over http to another machine it is sent in clear text.</summary>
    public string? ApiKey { get; set; }

    /// <summary>A file with the API key. It is read when the key is first needed.</summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>
    /// The longest that a call may take which does not wait for an answer, with all its attempts. <value>100 ms to 10 minutes, default 30 s.</value>
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a call is made again while the server cannot be reached or breaks connections. A question survives a restart of the server that is shorter.
    /// <value>Zero to 10 minutes, default 15 s.</value>
    /// </summary>
    public TimeSpan OutageTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a call is made again while the server is overloaded (429), as its Retry-After says. <value>Zero (never) to 10 minutes, default 10 s.</value>
    /// </summary>
    public TimeSpan OverloadTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// True stops the question on the server when a waiting call is cancelled, also for others who wait under the same id. False leaves it to the server,
    /// which stops a question that nobody waits for. <value>Default: true.</value>
    /// </summary>
    public bool CancelQuestions { get; set; } = true;

    /// <summary>All errors of the options. Each names the option and what to do.</summary>
    internal IEnumerable<string> Errors()
    {
        if (Endpoint is not { IsAbsoluteUri: true, Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" })
        {
            var shown = Endpoint is { IsAbsoluteUri: true, UserInfo.Length: > 0 } ? "(with a user)" : Endpoint?.ToString();
            yield return $"Endpoint is \"{shown}\"; give the server's address, such as https://judger.example or http://127.0.0.1:8080.";
        }

        if (ApiKey is not null && ApiKeyFile is not null) yield return "ApiKey and ApiKeyFile are both given; give one of them.";
        if (ApiKey is not null && (ApiKey.Length == 0 || !ApiKey.All(IsPlain)))
            yield return "ApiKey is empty or has characters that no key has; give the key that judger key printed.";
        if (ApiKeyFile is not null && !File.Exists(ApiKeyFile)) yield return $"ApiKeyFile is {ApiKeyFile}, which does not exist; check the path.";
        if (Timeout < TimeSpan.FromMilliseconds(100) || Timeout > Longest) yield return $"Timeout is {Timeout}; give 100 ms to 10 minutes.";
        if (OutageTimeout < TimeSpan.Zero || OutageTimeout > Longest) yield return $"OutageTimeout is {OutageTimeout}; give zero to 10 minutes.";
        if (OverloadTimeout < TimeSpan.Zero || OverloadTimeout > Longest) yield return $"OverloadTimeout is {OverloadTimeout}; give zero to 10 minutes.";
    }

    private const int MaxKeyLength = 4096;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>The key, or null where there is none.</summary>
    /// <exception cref="AccessDeniedException">The file cannot be read, or does not contain a key.</exception>
    internal string? Key()
    {
        if (ApiKeyFile is null) return ApiKey;
        try
        {
            // No more than a key may have: a device never ends.
            using var reader = new StreamReader(ApiKeyFile);
            var text = new char[MaxKeyLength + 1];
            var length = reader.ReadBlock(text);
            var key = length > MaxKeyLength ? "" : new string(text, 0, length).Trim();
            return key.Length > 0 && key.All(IsPlain)
                ? key
                : throw new AccessDeniedException($"{ApiKeyFile} does not contain an API key. Write the key that judger key printed into it.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AccessDeniedException($"{ApiKeyFile} cannot be read. Check the file and its permissions.", exception);
        }
    }

    private static bool IsPlain(char character) => character is > ' ' and <= '~';
}
