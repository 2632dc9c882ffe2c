namespace Judger.Server.Http.Errors;

/// <summary>
/// Bounds what errors say. Messages repeat names and values of the request, which may be as long as the request; the beginning says what is wrong and the end
/// what to do, so the middle is left out.
/// </summary>
internal static class ErrorText
{
    private const int Longest = 2000;
    private const int Beginning = 1400;
    private const int End = 500;
    private const string Gap = " [..] ";

    /// <summary>The message, or its beginning and its end.</summary>
    public static string Bounded(string message)
    {
        if (message.Length <= Longest) return message;

        // Half of a surrogate pair is not a character.
        var beginning = char.IsHighSurrogate(message[Beginning - 1]) ? Beginning - 1 : Beginning;
        var end = message.Length - End;
        if (char.IsLowSurrogate(message[end])) end++;
        return $"{message.AsSpan(0, beginning)}{Gap}{message.AsSpan(end)}";
    }
}
