namespace Judger.Core.Prompts;

/// <summary>One pass of the method through a model: what it says, what it shows, and how the model writes that down.</summary>
/// <param name="Template">How the model writes turns.</param>
/// <param name="Wording">What the user's turn says.</param>
/// <param name="ShowsCrop">Whether the crop is shown behind the images.</param>
public sealed record PromptPass(IPromptTemplate Template, PromptWording Wording, bool ShowsCrop = false)
{
    /// <summary>
    /// The pass as turns: one of the user's, which shows the images <c>0 .. images - 1</c>, then the crop as image <c>images</c> where the pass shows it, and
    /// then asks. Earlier turns of a conversation may be put before it.
    /// </summary>
    /// <param name="question">The question.</param>
    /// <param name="answer">The answer that is corrected or judged.</param>
    /// <param name="feedback">The judgment of it.</param>
    /// <param name="images">Whole images of the question.</param>
    public IReadOnlyList<PromptTurn> Turns(string question, string answer = "", string feedback = "", int images = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(images);
        var shown = Enumerable.Range(0, ImageCount(images)).Select(index => new PromptPart.Image(index));
        return [new(PromptRole.User, [.. shown, new PromptPart.Text(Wording.Fill(question, answer, feedback))])];
    }

    /// <summary>The pass as the model's prompt.</summary>
    /// <inheritdoc cref="Turns"/>
    public Prompt Fill(string question, string answer = "", string feedback = "", int images = 1) => Template.Render(Turns(question, answer, feedback, images));

    /// <summary>How many images the pass shows of a question with so many whole ones.</summary>
    public int ImageCount(int images = 1) => images + (ShowsCrop ? 1 : 0);
}
