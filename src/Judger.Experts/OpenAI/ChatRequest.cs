using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Judger.Experts.OpenAI;

/// <summary>The body of a request for a chat completion.</summary>
internal sealed class ChatRequest
{
    // Base64 stays as short as it is: the default encoder writes six characters for each plus sign.
    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HashSet<ChatParameter> _sent = [];

    /// <param name="options">Model, temperature and limit of tokens.</param>
    /// <param name="prompt">What is asked.</param>
    /// <param name="isRefused">The parameters that are left out.</param>
    public ChatRequest(OpenAIExpertOptions options, ChatPrompt prompt, Func<ChatParameter, bool> isRefused)
    {
        var hasSchema = prompt.Schema is not null && !isRefused(ChatParameter.ResponseFormat);
        var body = new JsonObject
        {
            ["model"] = options.Model,
            ["messages"] = new JsonArray(
                new JsonObject { ["role"] = "system", ["content"] = hasSchema ? prompt.System : prompt.SystemWithoutSchema },
                new JsonObject { ["role"] = "user", ["content"] = new JsonArray([.. prompt.Pictures.Select(Picture), Words(prompt.User)]) }),
        };
        if (hasSchema) Send(ChatParameter.ResponseFormat, prompt.Schema!.ToFormat());
        if (options.Temperature is { } temperature && !isRefused(ChatParameter.Temperature)) Send(ChatParameter.Temperature, temperature);
        if (options.MaxTokens is { } limit)
        {
            if (!isRefused(ChatParameter.MaxCompletionTokens)) Send(ChatParameter.MaxCompletionTokens, limit);
            else if (!isRefused(ChatParameter.MaxTokens)) Send(ChatParameter.MaxTokens, limit);
        }

        Body = BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(body, Format));

        void Send(ChatParameter parameter, JsonNode value)
        {
            _sent.Add(parameter);
            body[RefusedParameter.Name(parameter)] = value;
        }
    }

    /// <summary>The body as JSON.</summary>
    public BinaryData Body { get; }

    /// <summary>The parameters in it that a server may refuse.</summary>
    public IReadOnlySet<ChatParameter> Sent => _sent;

    private static JsonObject Picture(ExpertPicture picture) => new()
    {
        ["type"] = "image_url",
        ["image_url"] = new JsonObject { ["url"] = $"data:{picture.MediaType};base64,{Convert.ToBase64String(picture.Bytes.Span)}" },
    };

    private static JsonObject Words(string text) => new() { ["type"] = "text", ["text"] = text };
}
