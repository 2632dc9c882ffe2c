using System.Net.ServerSentEvents;
using System.Text.Json;
using Judger.Client;
using Judger.Server.Http.Errors;
using Judger.Server.Http.Questions;

namespace Judger.Server.Http.OpenAI.Responses;

/// <summary>
/// A question's events as those of the Responses API: its answer as it is written where nothing can change it any more, else whole in the end. Stages are told,
/// where they are wanted, as events of the product's own type <c>judger.stage</c>.
/// </summary>
internal sealed class ResponseStream(ResponseReply reply, StreamedAnswer answer, Func<QuestionEvent, EventJson?> stage)
{
    private int _number;

    /// <summary>Writes the events.</summary>
    /// <param name="feed">The question's.</param>
    /// <param name="asked">What is asked.</param>
    /// <param name="end">Called when the answer is complete.</param>
    public async IAsyncEnumerable<SseItem<string>> WriteAsync(IAsyncEnumerable<FeedItem> feed, AskRequest asked, Func<Task> end)
    {
        yield return Whole("response.created", reply.Begun(asked));
        yield return Whole("response.in_progress", reply.Begun(asked));
        yield return Message("response.output_item.added", reply.EmptyMessage());
        yield return Part("response.content_part.added", ResponseReply.Text(""));
        await foreach (var item in feed)
        {
            var events = item switch
            {
                { Happened: { Piece: not null } written } => answer.Next(written) is { } piece ? [Delta(piece)] : [],
                { Happened: { } happened } => stage(happened) is { } told ? [Stage(told)] : [],
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
        events.Add(Item(new ResponseTextEvent { SequenceNumber = _number++, ItemId = reply.MessageId, Text = text.Text!, Logprobs = text.Logprobs! }));
        events.Add(Part("response.content_part.done", text));
        events.Add(Message("response.output_item.done", reply.Message(record)));
        events.Add(Whole($"response.{response.Status}", response));
        return events;
    }

    private SseItem<string> Whole(string type, Response response) =>
        Item(new ResponseEvent { Type = type, SequenceNumber = _number++, Response = response });

    private SseItem<string> Message(string type, ResponseMessage message) =>
        Item(new ResponseMessageEvent { Type = type, SequenceNumber = _number++, Item = message });

    private SseItem<string> Part(string type, ResponsePart part) =>
        Item(new ResponsePartEvent { Type = type, SequenceNumber = _number++, ItemId = reply.MessageId, Part = part });

    private SseItem<string> Delta(AnswerPiece piece) => Item(new ResponseDeltaEvent
    {
        SequenceNumber = _number++,
        ItemId = reply.MessageId,
        Delta = piece.Text,
        Logprobs = ResponseReply.Tokens(piece.Tokens),
    });

    private SseItem<string> Stage(EventJson told) => Item(new ResponseStageEvent { SequenceNumber = _number++, Judger = told });

    private SseItem<string> Error(HttpError error) =>
        Item(new ResponseErrorEvent { SequenceNumber = _number++, Code = error.Code, Message = error.Message });

    private static SseItem<string> Item<T>(T happened)
        where T : IResponseEvent => new(JsonSerializer.Serialize(happened, ApiFormat.Events), happened.Type);
}
