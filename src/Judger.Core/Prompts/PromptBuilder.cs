using System.Text;

namespace Judger.Core.Prompts;

/// <summary>
/// Puts a prompt together. Text that follows text becomes one run, because a tokenizer gives other tokens for two halves than for the whole; empty runs are
/// left out.
/// </summary>
public sealed class PromptBuilder
{
    private readonly List<PromptPart> _parts = [];
    private readonly StringBuilder _text = new();

    /// <summary>Adds text, which is never searched for anything: an image place or a role that a user types stays text.</summary>
    public PromptBuilder Add(string text)
    {
        _text.Append(text);
        return this;
    }

    /// <summary>Adds a special token.</summary>
    public PromptBuilder AddToken(string content)
    {
        EndText();
        _parts.Add(new PromptPart.Token(content));
        return this;
    }

    /// <summary>Adds image places.</summary>
    public PromptBuilder Add(IEnumerable<PromptPart.Image> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        foreach (var image in images)
        {
            EndText();
            _parts.Add(image);
        }

        return this;
    }

    /// <summary>Adds parts, in order.</summary>
    public PromptBuilder AddParts(IEnumerable<PromptPart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        foreach (var part in parts)
        {
            _ = part switch
            {
                PromptPart.Text text => Add(text.Value),
                PromptPart.Token token => AddToken(token.Content),
                _ => Add([(PromptPart.Image)part]),
            };
        }

        return this;
    }

    /// <summary>Adds image places, each on a line of its own.</summary>
    public PromptBuilder AddLines(IEnumerable<PromptPart.Image> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        foreach (var image in images) Add([image]).Add("\n");
        return this;
    }

    /// <summary>Adds text and images in their order.</summary>
    /// <param name="parts">A turn's.</param>
    /// <param name="addImage">Adds an image place, with what stands around it.</param>
    public PromptBuilder Add(IEnumerable<PromptPart> parts, Action<PromptBuilder, PromptPart.Image> addImage)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(addImage);
        foreach (var part in parts)
        {
            if (part is PromptPart.Image image) addImage(this, image);
            else if (part is PromptPart.Text text) Add(text.Value);
        }

        return this;
    }

    /// <summary>The prompt.</summary>
    public Prompt ToPrompt()
    {
        EndText();
        return new([.. _parts]);
    }

    private void EndText()
    {
        if (_text.Length > 0) _parts.Add(new PromptPart.Text(_text.ToString()));
        _text.Clear();
    }
}
