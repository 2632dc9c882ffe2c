namespace Judger.Grains.Questions;

/// <summary>The answer that a stage is writing, as far as it has been heard of. For one grain: not thread-safe.</summary>
internal sealed class StageText
{
    private object? _pass;

    /// <summary>How often the text has begun: a stage that is tried again begins again.</summary>
    public int Version { get; private set; }

    public string Text { get; private set; } = "";

    public IReadOnlyList<AnswerToken> Tokens { get; private set; } = [];

    /// <summary>Takes the text as it stands.</summary>
    /// <param name="pass">The try that writes it. A text of the same one only grows.</param>
    /// <param name="text">The text.</param>
    /// <param name="tokens">Its tokens, where they are wanted.</param>
    public void Take(object pass, string text, IReadOnlyList<AnswerToken> tokens)
    {
        if (_pass == pass && text.Length <= Text.Length) return;
        if (_pass != pass) Version++;
        (_pass, Text, Tokens) = (pass, text, tokens);
    }
}
