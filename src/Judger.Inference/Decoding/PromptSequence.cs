using Judger.Core.Prompts;

namespace Judger.Inference;

/// <summary>A prompt as runs of positions: the beginning of sequence with the text behind it, then each image and each run of text on its own.</summary>
internal sealed class PromptSequence
{
    private PromptSequence(IReadOnlyList<PromptRun> runs, int attended)
    {
        Runs = runs;
        Starts = new int[runs.Count];
        for (var i = 0; i < runs.Count; i++)
        {
            Starts[i] = Length;
            if (i == attended) AttendedImage = Length;
            Length += runs[i].Length;
        }
    }

    public IReadOnlyList<PromptRun> Runs { get; }

    /// <summary>The first position of each run.</summary>
    public int[] Starts { get; }

    /// <summary>Positions of the whole prompt.</summary>
    public int Length { get; }

    /// <summary>The position of the first patch of the image whose attention is read; -1 when the prompt does not show it.</summary>
    public int AttendedImage { get; } = -1;

    /// <summary>Lays a prompt out. Each run of text is encoded on its own.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="images">The key of each image, by index.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="manifest">Says how many patches an image has and what begins a sequence.</param>
    /// <param name="attendedImage">The index of the image whose attention is read.</param>
    public static PromptSequence Create(Prompt prompt, IReadOnlyList<string> images, ITokenizer tokenizer, ModelManifest manifest, int attendedImage = 0)
    {
        var runs = new List<PromptRun>();
        List<int> text = [manifest.Tokens.BeginOfSequence];
        var attended = -1;
        foreach (var part in prompt.Parts)
        {
            if (part is PromptPart.Text words)
            {
                text.AddRange(tokenizer.Encode(words.Value));
                continue;
            }

            EndText();
            var index = ((PromptPart.Image)part).Index;
            if (index == attendedImage && attended < 0) attended = runs.Count;
            runs.Add(new([], images[index], manifest.Vision.Patches));
        }

        EndText();
        return new(runs, attended);

        void EndText()
        {
            if (text.Count > 0) runs.Add(new([.. text], null, 0));
            text = [];
        }
    }

    /// <summary>The run that holds a position.</summary>
    public int RunAt(int position)
    {
        var run = Array.BinarySearch(Starts, position);
        return run >= 0 ? run : ~run - 1;
    }
}
