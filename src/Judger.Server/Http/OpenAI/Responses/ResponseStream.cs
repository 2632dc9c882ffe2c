using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Judger.Client;
using Judger.Server.Http.Errors;
using Judger.Server.Http.Questions;

namespace Judger.Server.Http.OpenAI.Responses;

/// <summary>
/// A question's events as those of the Responses API: its answer as it is written where nothing can change it any more, else whole in the end. Stages are told,
/// where they are wanted, as events of the product's own type <c>judger.stage</c>.
/// </summary>
internal sealed class ResponseStream(ResponseReply reply, StreamedAnswer answer, Func<QuestionEvent, JsonNode?> stage)
{
    private int _number;

    /// <summary>Writes the events.</summary>
    /// <param name="feed">The question's.</param>
    /// <param name="asked">What is asked.</param>
    /// <param name="end">Called when the answer is complete.</param>
    public async IAsyncEnumerable<SseItem<string>> WriteAsync(IAsyncEnumerable<FeedItem> feed, AskRequest asked, Func<Task> end)
    {
        yield return Event("response.created", ("response", reply.Begun(asked)));
        yield return Event("response.in_progress", ("response", reply.Begun(asked)));
        yield return Event("response.output_item.added", ("output_index", 0), ("item", reply.EmptyMessage()));
        yield return Part("response.content_part.added", ("part", ResponseReply.Text("")));
        await foreach (var item in feed)
        {
            var events = item switch
            {
                { Happened: { Piece: not null } written } => answer.Next(written) is { } piece ? [Delta(piece)] : [],
                { Happened: { } happened } => stage(happened) is { } told ? [Event("judger.stage", ("judger", told))] : [],
                { Record: { } record } => End(record),
                _ => [Error(item.Error!)],
            };
            foreach (var one in events) yield return one;
            if (item.Record is not null) await end();
        }
    }

    private List<SseItem<string>> End(QuestionRecord record)
    {
        AnswerPiece? rest;
        try
        {
            rest = answer.End(record);
        }
        catch (AnswerChangedException exception)
        {
            return [Error(HttpError.Of(exception))];
        }

        var text = ResponseReply.Text(record);
        var response = reply.Of(record);
        List<SseItem<string>> events = rest is null ? [] : [Delta(rest)];
        events.Add(Part("response.output_text.done", ("text", record.Answer), ("logprobs", text["logprobs"]!.DeepClone())));
        events.Add(Part("response.content_part.done", ("part", text)));
        events.Add(Event("response.output_item.done", ("output_index", 0), ("item", reply.Message(record))));
        events.Add(Event($"response.{response["status"]!.GetValue<string>()}", ("response", response)));
        return events;
    }

    private SseItem<string> Delta(AnswerPiece piece) =>
        Part("response.output_text.delta", ("delta", piece.Text), ("logprobs", ResponseReply.Tokens(piece.Tokens)));

    private SseItem<string> Error(HttpError error) => Event("error", ("code", error.Code), ("message", error.Message), ("param", null));

    private SseItem<string> Part(string type, params (string Name, JsonNode? Value)[] members) =>
        Event(type, [("item_id", reply.MessageId), ("output_index", 0), ("content_index", 0), .. members]);

    private SseItem<string> Event(string type, params (string Name, JsonNode? Value)[] members)
    {
        var json = new JsonObject { ["type"] = type, ["sequence_number"] = _number++ };
        foreach (var (name, value) in members) json[name] = value;
        return new(json.ToJsonString(JsonFormat.Records), type);
    }
}
