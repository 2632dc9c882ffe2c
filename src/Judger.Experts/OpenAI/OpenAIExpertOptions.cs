namespace Judger.Experts;

/// <summary>An expert behind an OpenAI-compatible server: OpenAI, vLLM, SGLang, llama.cpp, Ollama and others.</summary>
public sealed class OpenAIExpertOptions
{
    /// <summary>The server that is asked unless another is named.</summary>
    public const string DefaultEndpoint = "https://api.openai.com/v1";

    /// <summary>The name under which requests ask for it.</summary>
    public string Name { get; set; } = "";

    /// <summary>The server's base address, <c>/v1</c> included where it has one.</summary>
    public string Endpoint { get; set; } = DefaultEndpoint;

    /// <summary>The model's name on the server.</summary>
    public string Model { get; set; } = "";

    /// <summary>A file that holds the API key and nothing else.</summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>The environment variable that holds the API key. <value>OPENAI_API_KEY where the endpoint is OpenAI's; otherwise none is sent unless named.</value></summary>
    public string? ApiKeyVariable { get; set; }

    /// <summary>How the verdict is asked for.</summary>
    public VerdictFormat Format { get; set; }

    /// <summary>Most tokens of a judgment. <value>16 to 16384, default 512, as in JUDGER's generator.</value></summary>
    public int MaxTokens { get; set; } = 512;

    /// <summary>Sampling temperature. <value>0 to 2, default 0; null sends none, for models that refuse it.</value></summary>
    public double? Temperature { get; set; } = 0;

    /// <summary>How long one request may take. <value>100 ms to 10 minutes, default 30 s.</value></summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Its price, for reports of cost. <value>Dollars for a million tokens read; OpenAI's list price where the model is known.</value></summary>
    public decimal? InputPrice { get; set; }

    /// <summary>Its price. <value>Dollars for a million tokens written.</value></summary>
    public decimal? OutputPrice { get; set; }

    /// <summary>How much it is asked.</summary>
    public ExpertLimits Limits { get; set; } = new();

    /// <summary>All that is wrong with the options, each error naming key and remedy.</summary>
    public IEnumerable<string> Errors()
    {
        if (string.IsNullOrWhiteSpace(Name)) yield return "Name is empty; give the expert a name.";
        if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) yield return $"Endpoint is \"{Endpoint}\"; give an address such as {DefaultEndpoint}.";
        else if (uri.UserInfo.Length > 0) yield return "Endpoint holds a user or a password; give the key by ApiKeyFile or ApiKeyVariable.";
        if (string.IsNullOrWhiteSpace(Model)) yield return "Model is empty; give the model's name on the server.";
        if (!Enum.IsDefined(Format)) yield return $"Format is {Format}; give Auto, Schema or Words.";
        if (MaxTokens is < 16 or > 16384) yield return $"MaxTokens is {MaxTokens}; give 16 to 16384.";
        if (Temperature is { } temperature && temperature is not (>= 0 and <= 2)) yield return FormattableString.Invariant($"Temperature is {temperature}; give 0 to 2.");
        if (Timeout < TimeSpan.FromMilliseconds(100) || Timeout > TimeSpan.FromMinutes(10)) yield return $"Timeout is {Timeout}; give 100 ms to 10 minutes.";
        if (InputPrice < 0) yield return FormattableString.Invariant($"InputPrice is {InputPrice}; give 0 or more.");
        if (OutputPrice < 0) yield return FormattableString.Invariant($"OutputPrice is {OutputPrice}; give 0 or more.");
        foreach (var error in (Limits ?? new()).Errors()) yield return $"Limits:{error}";
    }
}
