using System.Text.Json;
using Judger.Server.Http.Chat;

namespace Judger.Server.Http.OpenAI.Responses;

/// <summary>What a request of the Responses API asks, and what its response repeats.</summary>
/// <param name="Asked">The question.</param>
/// <param name="Previous">The response that it goes on from; null for none.</param>
/// <param name="IsKept">Whether the response can be read later.</param>
/// <param name="IsBackground">Whether it is answered in the background.</param>
/// <param name="Format">The format of the text, as it was sent; null for text.</param>
/// <param name="Metadata">As it was sent; null for none.</param>
internal sealed record ResponseQuestion(
    ChatQuestion Asked, string? Previous = null, bool IsKept = true, bool IsBackground = false, JsonElement? Format = null, JsonElement? Metadata = null);
