namespace Judger.Server.Http.Questions;

/// <summary>The query parameter <c>tokens</c> of a stream of events. Clients that do not know the events have none.</summary>
internal static class TokensParameter
{
    private const string Values =
        "It must be true (the answers of all stages while they are written), final (only an answer that nothing can change) or false.";

    /// <summary>Reads the parameter.</summary>
    /// <param name="value">As it was sent; null for none.</param>
    /// <exception cref="QuestionRejectedException">It has another value.</exception>
    public static EventText Read(string? value) => value switch
    {
        null or "false" => EventText.None,
        "true" => EventText.All,
        "final" => EventText.Final,
        _ => throw new QuestionRejectedException($"tokens is \"{value}\". {Values}"),
    };

    /// <exception cref="QuestionRejectedException">Tokens are wanted of what is no stream.</exception>
    public static void RequireStream(EventText text, AskMode mode)
    {
        if (text != EventText.None && mode != AskMode.Stream)
            throw new QuestionRejectedException("tokens needs a stream of events. Send the mode stream (or Accept: text/event-stream), or leave tokens out.");
    }
}
