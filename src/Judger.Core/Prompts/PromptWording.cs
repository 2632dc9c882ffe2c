using System.Text;

namespace Judger.Core.Prompts;

/// <summary>
/// What a pass says: text with the fields <c>{question}</c>, <c>{answer}</c> and <c>{feedback}</c>. They are filled in one sweep, so that nothing a user types
/// can become another field.
/// </summary>
/// <param name="Source">The text with its fields.</param>
public sealed record PromptWording(string Source)
{
    private static readonly string[] Fields = ["{question}", "{answer}", "{feedback}"];

    /// <summary>Fills the fields.</summary>
    public string Fill(string question, string answer = "", string feedback = "")
    {
        string[] values = [question, answer, feedback];
        var text = new StringBuilder(Source.Length + values.Sum(value => value.Length));
        for (var at = 0; at < Source.Length;)
        {
            var field = Array.FindIndex(Fields, name => string.CompareOrdinal(Source, at, name, 0, name.Length) == 0);
            if (field < 0)
            {
                text.Append(Source[at++]);
                continue;
            }

            text.Append(values[field]);
            at += Fields[field].Length;
        }

        return text.ToString();
    }
}
