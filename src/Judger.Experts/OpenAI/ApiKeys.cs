namespace Judger.Experts.OpenAI;

/// <summary>Reads an expert's API key. No message contains a key.</summary>
public static class ApiKeys
{
    private const string OpenAIVariable = "OPENAI_API_KEY";
    private const int MaxKeyLength = 4096;

    /// <summary>True where the endpoint is OpenAI's own.</summary>
    public static bool IsOpenAI(string endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Host.Equals("api.openai.com", StringComparison.OrdinalIgnoreCase);

    /// <summary>The key, or null where the expert needs none.</summary>
    /// <exception cref="ExpertException">The file or the variable does not hold a key (<see cref="ExpertFailureKind.Refused"/>).</exception>
    public static string? Read(OpenAIExpertOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.ApiKeyFile is { Length: > 0 } file) return FromFile(file);
        var variable = options.ApiKeyVariable ?? (IsOpenAI(options.Endpoint) ? OpenAIVariable : null);
        if (string.IsNullOrEmpty(variable)) return null;
        var key = Environment.GetEnvironmentVariable(variable)?.Trim();
        return Checked(key, $"The environment variable {variable}");
    }

    /// <summary>Why there is no key where there should be one; null where nothing is wrong.</summary>
    public static string? Problem(OpenAIExpertOptions options)
    {
        try
        {
            Read(options);
            return null;
        }
        catch (ExpertException exception)
        {
            return exception.Message;
        }
    }

    private static string FromFile(string file)
    {
        try
        {
            // As much as a key may have, and one character more: a device says that it is empty, and never ends.
            using var reader = new StreamReader(file);
            var text = new char[MaxKeyLength + 1];
            var length = reader.ReadBlock(text);
            if (length > MaxKeyLength)
                throw new ExpertException(ExpertFailureKind.Refused, $"{file} is too large for an API key. Write the key and nothing else into the file.");
            return Checked(new string(text, 0, length).Trim(), file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExpertException(
                ExpertFailureKind.Refused, $"The API key file {file} cannot be read. Check the path and its permissions.", null, exception);
        }
    }

    private static string Checked(string? key, string where)
    {
        if (string.IsNullOrEmpty(key))
            throw new ExpertException(ExpertFailureKind.Refused, $"{where} does not hold an API key. Add it, or set ApiKeyFile or ApiKeyVariable.");
        if (key.Any(character => character is <= ' ' or > '~'))
            throw new ExpertException(ExpertFailureKind.Refused, $"{where} holds more than an API key. Leave the key and nothing else in it.");
        return key;
    }
}
