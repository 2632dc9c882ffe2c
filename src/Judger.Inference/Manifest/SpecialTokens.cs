using System.Text.Json.Serialization;

namespace Judger.Inference.Manifest;

/// <summary>Token ids that no text can produce.</summary>
/// <param name="BeginOfSequence">Stands first in every sequence; null for a model whose sequences begin with the prompt itself.</param>
/// <param name="EndOfSequence">Ends an answer.</param>
public sealed record SpecialTokens(int? BeginOfSequence, int EndOfSequence)
{
    /// <summary>Further tokens that end an answer. <value>Default: none.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? OtherEndsOfSequence { get; init; }

    /// <summary>
    /// The token that stands for each token of an image where a prompt is written as ids; the engine puts embeddings there. <value>Default: null.</value>
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Image { get; init; }

    /// <summary>Whether an answer ends at a token.</summary>
    public bool IsEnd(int token)
    {
        if (token == EndOfSequence) return true;
        for (var i = 0; i < OtherEndsOfSequence?.Count; i++)
        {
            if (OtherEndsOfSequence[i] == token) return true;
        }

        return false;
    }
}
