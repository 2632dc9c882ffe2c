using Judger.Experts.Limits;

namespace Judger.Experts.OpenAI;

/// <summary>An expert on an OpenAI-compatible server: OpenAI, vLLM, SGLang, llama.cpp, Ollama and others.</summary>
public sealed class OpenAIExpertOptions
{
    /// <summary>OpenAI's server, which is used when no other is configured.</summary>
    public const string DefaultEndpoint = "https://api.openai.com/v1";

    /// <summary>The name that requests use for the expert.</summary>
    public string Name { get; set; } = "";

    /// <summary>The server's base URL, with <c>/v1</c> where it has one.</summary>
    public string Endpoint { get; set; } = DefaultEndpoint;

    /// <summary>The model's name on the server.</summary>
    public string Model { get; set; } = "";

    /// <summary>A file that holds the API key and nothing else.</summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>
    /// The environment variable that holds the API key. <value>Default: OPENAI_API_KEY where the endpoint is OpenAI's; no key is sent to other servers.</value>
    /// </summary>
    public string? ApiKeyVariable { get; set; }

    /// <summary>The form in which the expert is asked for its verdict.</summary>
    public VerdictFormat Format { get; set; }

    /// <summary>
    /// The most output tokens of a judgment, thoughts included. <value>16 to 16384, default 512, as in JUDGER's generator; null sends none.</value>
    /// </summary>
    public int? MaxTokens { get; set; } = 512;

    /// <summary>The sampling temperature. <value>0 to 2, default 0; null sends none.</value></summary>
    public double? Temperature { get; set; } = 0;

    /// <summary>How long one request may take. <value>100 ms to 10 minutes, default 30 s.</value></summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The price of a million input tokens. <value>Dollars; default: OpenAI's list price where the model is known.</value></summary>
    public decimal? InputPrice { get; set; }

    /// <summary>The price of a million output tokens. <value>Dollars; default: OpenAI's list price where the model is known.</value></summary>
    public decimal? OutputPrice { get; set; }

    /// <summary>Limits of its requests, its retries and its budget.</summary>
    public ExpertLimitOptions Limits { get; set; } = new();

    /// <summary>All errors in the options. Each names the key and says what to do.</summary>
    public IEnumerable<string> Errors()
    {
        if (string.IsNullOrWhiteSpace(Name)) yield return "Name is empty; set it to a name for the expert.";
        if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            yield return $"Endpoint is \"{Endpoint}\", which is not a URL; set it to one such as {DefaultEndpoint}.";
        else if (uri.UserInfo.Length > 0)
            yield return "Endpoint contains a user name or a password; use ApiKeyFile or ApiKeyVariable for the key.";
        if (string.IsNullOrWhiteSpace(Model)) yield return "Model is empty; set it to the model's name on the server.";
        if (!Enum.IsDefined(Format)) yield return $"Format is {Format}; set it to Auto, Schema or Words.";
        if (MaxTokens is < 16 or > 16384) yield return $"MaxTokens is {MaxTokens}; set it between 16 and 16384.";
        if (Temperature is { } temperature && temperature is not (>= 0 and <= 2))
            yield return FormattableString.Invariant($"Temperature is {temperature}; set it between 0 and 2.");
        if (Timeout < TimeSpan.FromMilliseconds(100) || Timeout > TimeSpan.FromMinutes(10))
            yield return $"Timeout is {Timeout}; set it between 100 ms and 10 minutes.";
        if (InputPrice < 0) yield return FormattableString.Invariant($"InputPrice is {InputPrice}; set it to 0 or more.");
        if (OutputPrice < 0) yield return FormattableString.Invariant($"OutputPrice is {OutputPrice}; set it to 0 or more.");
        foreach (var error in (Limits ?? new()).Errors()) yield return $"Limits:{error}";
    }
}
