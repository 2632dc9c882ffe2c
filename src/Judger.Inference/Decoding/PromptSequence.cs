using Judger.Core.Prompts;

namespace Judger.Inference;

/// <summary>A prompt as segments: the beginning of sequence with what comes first, then each image and each run of text on its own.</summary>
internal sealed class PromptSequence
{
    private PromptSequence(IReadOnlyList<PromptSegment> segments, int firstImage)
    {
        Segments = segments;
        FirstImage = firstImage;
        Length = segments.Sum(segment => segment.Length);
    }

    public IReadOnlyList<PromptSegment> Segments { get; }

    /// <summary>Positions of the whole prompt.</summary>
    public int Length { get; }

    /// <summary>The position of the first image's first patch; -1 without an image.</summary>
    public int FirstImage { get; }

    /// <summary>Lays a prompt out. Each run of text is encoded on its own.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="images">The key of each image, in order.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="manifest">Says how many patches an image has and what begins a sequence.</param>
    public static PromptSequence Create(Prompt prompt, IReadOnlyList<string> images, ModelTokenizer tokenizer, ModelManifest manifest)
    {
        var segments = new List<PromptSegment>();
        int[] pending = [manifest.Tokens.BeginOfSequence];
        var (place, position, firstImage) = (0, 0, -1);
        foreach (var part in prompt.Parts)
        {
            if (part is PromptPart.Image && place == 0) firstImage = position + pending.Length;
            var segment = part is PromptPart.Text text
                ? new PromptSegment([.. pending, .. tokenizer.Encode(text.Value)], null, 0)
                : new PromptSegment(pending, images[place++], manifest.Vision.Patches);
            pending = [];
            if (segment.Length > 0) segments.Add(segment);
            position += segment.Length;
        }

        if (pending.Length > 0) segments.Add(new(pending, null, 0));
        return new(segments, firstImage);
    }
}
