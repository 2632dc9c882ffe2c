namespace Judger.Cli.Chat;

/// <summary>A conversation as it stands: what was asked and answered, and the images that were shown.</summary>
/// <param name="instructions">How the model is to behave; null where nobody says.</param>
/// <param name="options">How each question is answered.</param>
internal sealed class Conversation(string? instructions, AskOptions options)
{
    private readonly List<ImageDigest> _images = [];
    private readonly List<QuestionRecord> _records = [];

    /// <summary>The questions that were answered, in order.</summary>
    public IReadOnlyList<QuestionRecord> Records => _records;

    /// <summary>How many images were shown.</summary>
    public int Images => _images.Count;

    /// <summary>Shows an image with the next question.</summary>
    public void Show(ImageDigest image) => _images.Add(image);

    /// <summary>The next question. The last image that was shown is looked at.</summary>
    public AskRequest Ask(string question) => new()
    {
        Images = [.. _images],
        Attended = Math.Max(_images.Count - 1, 0),
        Question = question,
        Instructions = instructions,
        Turns = _records is [.., var last] ? last.TurnsAnswered : [],
        Options = options,
    };

    /// <summary>Notes that a question was answered.</summary>
    public void Answered(QuestionRecord record) => _records.Add(record);

    /// <summary>Begins anew, without an image.</summary>
    public void Clear()
    {
        _images.Clear();
        _records.Clear();
    }
}
