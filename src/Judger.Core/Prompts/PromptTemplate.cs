using System.Text;

namespace Judger.Core.Prompts;

/// <summary>
/// A prompt with <c>&lt;image&gt;</c> places and <c>{question}</c>, <c>{answer}</c>, <c>{feedback}</c> fields. The template is cut before the fields are
/// filled, so that nothing a user types can become an image place or another field.
/// </summary>
public sealed class PromptTemplate
{
    private const string ImagePlace = "<image>";
    private static readonly string[] Fields = ["{question}", "{answer}", "{feedback}"];

    private readonly string[] _chunks;

    /// <summary>Parses a template.</summary>
    public PromptTemplate(string template)
    {
        ArgumentException.ThrowIfNullOrEmpty(template);
        Source = template;
        _chunks = template.Split(ImagePlace);
    }

    /// <summary>The template as it was written.</summary>
    public string Source { get; }

    /// <summary>How many images the template asks for.</summary>
    public int ImageCount => _chunks.Length - 1;

    /// <summary>Fills the fields and returns the prompt. Empty text runs are left out.</summary>
    public Prompt Fill(string question, string answer = "", string feedback = "")
    {
        var parts = new List<PromptPart>(2 * _chunks.Length);
        for (var i = 0; i < _chunks.Length; i++)
        {
            if (i > 0) parts.Add(new PromptPart.Image());
            var text = FillChunk(_chunks[i], [question, answer, feedback]);
            if (text.Length > 0) parts.Add(new PromptPart.Text(text));
        }

        return new Prompt(parts);
    }

    private static string FillChunk(string chunk, string[] values)
    {
        var text = new StringBuilder(chunk.Length + values.Sum(value => value.Length));
        for (var at = 0; at < chunk.Length;)
        {
            var field = Array.FindIndex(Fields, name => string.CompareOrdinal(chunk, at, name, 0, name.Length) == 0);
            if (field < 0)
            {
                text.Append(chunk[at++]);
                continue;
            }

            text.Append(values[field]);
            at += Fields[field].Length;
        }

        return text.ToString();
    }
}
