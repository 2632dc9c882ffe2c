namespace Judger.Experts;

/// <summary>Finds an expert's API key. It is never part of a message.</summary>
public static class ApiKeys
{
    private const string OpenAIVariable = "OPENAI_API_KEY";
    private const int LongestKey = 4096;

    /// <summary>True where the endpoint is OpenAI's own.</summary>
    public static bool IsOpenAI(string endpoint) => Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Host.Equals("api.openai.com", StringComparison.OrdinalIgnoreCase);

    /// <summary>The key, or null where none is wanted.</summary>
    /// <exception cref="ExpertException">The file or the variable holds none (<see cref="ExpertProblem.Refused"/>).</exception>
    public static string? Read(OpenAIExpertOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.ApiKeyFile is { Length: > 0 } file) return FromFile(file);
        var variable = options.ApiKeyVariable ?? (IsOpenAI(options.Endpoint) ? OpenAIVariable : null);
        if (string.IsNullOrEmpty(variable)) return null;
        var key = Environment.GetEnvironmentVariable(variable)?.Trim();
        return Checked(key, $"The environment variable {variable}");
    }

    private static string FromFile(string file)
    {
        try
        {
            if (new FileInfo(file).Length > LongestKey) throw new ExpertException(ExpertProblem.Refused, $"{file} is too large for an API key; give a file that holds the key and nothing else.");
            return Checked(File.ReadAllText(file).Trim(), file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExpertException(ExpertProblem.Refused, $"The API key file {file} cannot be read; check the path and its permissions.", null, exception);
        }
    }

    private static string Checked(string? key, string where)
    {
        if (string.IsNullOrEmpty(key)) throw new ExpertException(ExpertProblem.Refused, $"{where} holds no API key; set it, or name another by ApiKeyFile or ApiKeyVariable.");
        if (key.Any(character => character is <= ' ' or > '~')) throw new ExpertException(ExpertProblem.Refused, $"{where} holds more than an API key; give the key and nothing else.");
        return key;
    }
}
