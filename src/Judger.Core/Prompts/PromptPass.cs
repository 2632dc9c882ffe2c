namespace Judger.Core.Prompts;

/// <summary>One pass of the method through a model: what it says, what it shows, and how the model writes that down.</summary>
/// <param name="Template">How the model writes turns.</param>
/// <param name="Wording">What the user's turn says.</param>
/// <param name="ShowsCrop">Whether the crop is shown behind the images.</param>
public sealed record PromptPass(IPromptTemplate Template, PromptWording Wording, bool ShowsCrop = false)
{
    /// <summary>
    /// The pass as turns: what stands before the question, then one of the user's, which shows the images up to <c>images - 1</c> that no earlier turn shows,
    /// then the crop as image <c>images</c> where the pass shows it, and then asks.
    /// </summary>
    /// <param name="question">The question.</param>
    /// <param name="answer">The answer that is corrected or judged.</param>
    /// <param name="feedback">The judgment of it.</param>
    /// <param name="images">Whole images of the question, those of earlier turns included.</param>
    /// <param name="context">What stands before the question. Default: nothing.</param>
    public IReadOnlyList<PromptTurn> Turns(string question, string answer = "", string feedback = "", int images = 1, PromptContext? context = null)
    {
        context ??= PromptContext.None;
        var before = context.ImageCount;
        ArgumentOutOfRangeException.ThrowIfLessThan(images, before);
        var shown = Enumerable.Range(before, ImageCount(images) - before).Select(index => new PromptPart.Image(index));
        PromptTurn asked = new(PromptRole.User, [.. shown, new PromptPart.Text(Wording.Fill(question, answer, feedback))]);
        return context.Instructions.Length == 0
            ? [.. context.Turns, asked]
            : [PromptTurn.Of(PromptRole.System, context.Instructions), .. context.Turns, asked];
    }

    /// <summary>The pass as the model's prompt.</summary>
    /// <inheritdoc cref="Turns"/>
    public Prompt Fill(string question, string answer = "", string feedback = "", int images = 1, PromptContext? context = null) =>
        Template.Render(Turns(question, answer, feedback, images, context));

    /// <summary>How many images the pass shows of a question with so many whole ones.</summary>
    public int ImageCount(int images = 1) => images + (ShowsCrop ? 1 : 0);
}
