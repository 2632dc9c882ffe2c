using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Judger.Server.Tests.Http.OpenAI;

/// <summary>Chat completions as plain JSON.</summary>
internal static class ChatCalls
{
    /// <summary>A question about an image that is only answered at first, with what a test adds.</summary>
    public static JsonObject Chat(byte[] image, string more = "{}", string model = "simulated")
    {
        var chat = new JsonObject
        {
            ["model"] = model,
            ["messages"] = new JsonArray(new JsonObject
            {
                ["role"] = "user",
                ["content"] = new JsonArray(
                    new JsonObject { ["type"] = "text", ["text"] = "What is it?" },
                    new JsonObject
                    {
                        ["type"] = "image_url",
                        ["image_url"] = new JsonObject { ["url"] = $"data:image/png;base64,{Convert.ToBase64String(image)}" },
                    }),
            }),
            ["judger"] = new JsonObject { ["policy"] = "never", ["look"] = "never" },
        };
        foreach (var (name, value) in JsonNode.Parse(more)!.AsObject()) chat[name] = value?.DeepClone();
        return chat;
    }

    public static Task<HttpResponseMessage> CompleteAsync(this HttpSilo silo, JsonObject chat, string? id = null) => silo.SendAsync(
        HttpMethod.Post, "/v1/chat/completions", JsonContent.Create(chat), headers: headers =>
        {
            if (id is not null) headers.Add("Idempotency-Key", id);
        });

    /// <summary>The chunks of a stream that ends as it should.</summary>
    public static async Task<List<JsonElement>> ChunksAsync(this HttpResponseMessage response)
    {
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var lines = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("data: [DONE]", lines[^1]);
        return [.. lines[..^1].Where(line => line.StartsWith("data: ", StringComparison.Ordinal))
            .Select(line => JsonDocument.Parse(line["data: ".Length..]).RootElement)];
    }

    /// <summary>A value's JSON without white space.</summary>
    public static string Compact(this JsonElement value) => JsonSerializer.Serialize(value);

    /// <summary>The messages of a completion's choices, which stand in the order of their indexes.</summary>
    public static List<string> Messages(this JsonElement completion)
    {
        var choices = completion.GetProperty("choices").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(0, choices.Count), choices.Select(choice => choice.GetProperty("index").GetInt32()));
        return [.. choices.Select(choice => choice.GetProperty("message").GetProperty("content").GetString()!)];
    }
}
