using System.Text.Json;
using Judger.Client;
using Judger.Server.Http.Chat;
using Judger.Server.Http.Security;

namespace Judger.Server.Http.OpenAI.Responses;

/// <summary>Earlier questions of the caller that a request names: the response that it goes on from, and messages by their ids.</summary>
internal sealed class ResponseHistory
{
    private readonly Dictionary<string, QuestionRecord> _records = new(StringComparer.Ordinal);

    private ResponseHistory()
    {
    }

    /// <summary>Reads what a request names.</summary>
    /// <exception cref="ParameterException">There is no such response, or it has no answer yet.</exception>
    public static async Task<ResponseHistory> ReadAsync(JsonElement body, Caller caller, IJudgerClient client, CancellationToken cancellationToken)
    {
        var history = new ResponseHistory();
        foreach (var (place, id) in Named(body))
        {
            if (history._records.ContainsKey(id)) continue;
            var record = ResponseId.TryParse(id, out var question) ? await client.GetAsync(caller.Scoped(question), cancellationToken) : null;
            if (record is null) throw new ParameterException(place, ParameterCodes.PreviousNotFound, $"{place} names {id}, and there is no such response.");
            if (!record.IsFinished) throw ParameterException.Value(place, $"{place} names {id}, which has no answer yet. Wait for it.");
            history._records[id] = record;
        }

        return history;
    }

    /// <summary>A question that the request names.</summary>
    public QuestionRecord this[string id] => _records[id];

    private static IEnumerable<(string Place, string Id)> Named(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) yield break;
        if (Text(body, "previous_response_id") is { } previous) yield return ("previous_response_id", previous);
        if (!body.TryGetProperty("input", out var input) || input.ValueKind != JsonValueKind.Array) yield break;
        foreach (var (index, item) in input.EnumerateArray().Index())
        {
            if (Text(item, "type") == "item_reference" && Text(item, "id") is { } id) yield return ($"input[{index}].id", id);
        }
    }

    private static string? Text(JsonElement value, string member) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(member, out var given) && given.ValueKind == JsonValueKind.String
            ? given.GetString()
            : null;
}
