using Judger.Core.Prompts;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;

namespace Judger.Inference.Decoding;

/// <summary>A prompt as runs of positions: the beginning of sequence with the text behind it, then each image and each run of text on its own.</summary>
internal sealed class PromptSequence
{
    // Where each run begins for a decoder whose positions lie on grids. A prefix has the same places in every prompt that begins with it.
    private readonly int[] _places;

    private PromptSequence(IReadOnlyList<PromptRun> runs, int attended)
    {
        Runs = runs;
        Starts = new int[runs.Count];
        _places = new int[runs.Count];
        for (var i = 0; i < runs.Count; i++)
        {
            (Starts[i], _places[i]) = (Length, NextPlace);
            NextPlace += runs[i].Reach;
            if (i == attended) (AttendedImage, AttendedTokens) = (Length, runs[i].Length);
            Length += runs[i].Length;
            if (runs[i].Image is null) continue;
            (HeadRuns, HeadLength) = (i + 1, Length);
            ImageTokens += runs[i].Length;
        }

        HeadKeys = KeysOf(runs, HeadRuns);
    }

    public IReadOnlyList<PromptRun> Runs { get; }

    /// <summary>Whether an image is computed in one step, because each of its tokens attends to all of them.</summary>
    public bool KeepsImagesWhole { get; init; }

    /// <summary>The first position of each run.</summary>
    public int[] Starts { get; }

    /// <summary>Positions of the whole prompt.</summary>
    public int Length { get; }

    /// <summary>The place of the first token of the answer, for a decoder whose positions lie on grids: one behind the largest of the prompt.</summary>
    public int NextPlace { get; }

    /// <summary>The position of the first token of the image whose attention is read; -1 when the prompt does not show it.</summary>
    public int AttendedImage { get; } = -1;

    /// <summary>Tokens of that image.</summary>
    public int AttendedTokens { get; }

    /// <summary>Positions that are tokens of images.</summary>
    public int ImageTokens { get; }

    /// <summary>Runs up to the last image, which other prompts may share; 0 without an image.</summary>
    public int HeadRuns { get; }

    /// <summary>Positions of those runs.</summary>
    public int HeadLength { get; }

    /// <summary>For each of those runs, a number for it and all runs before it. Prompts that begin alike have the same numbers.</summary>
    public ulong[] HeadKeys { get; }

    /// <summary>Lays a prompt out. Each run of text is encoded on its own.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="images">The images, by index.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="special">Says what begins a sequence.</param>
    /// <param name="attendedImage">The index of the image whose attention is read.</param>
    /// <param name="salt">Prompts with different salts share no positions.</param>
    /// <param name="keepsImagesWhole">See <see cref="KeepsImagesWhole"/>.</param>
    /// <exception cref="SpecialTokenException">The prompt has a special token that the tokenizer does not.</exception>
    public static PromptSequence Create(
        Prompt prompt,
        IReadOnlyList<PromptImage> images,
        ITokenizer tokenizer,
        SpecialTokens special,
        int attendedImage = 0,
        string? salt = null,
        bool keepsImagesWhole = false)
    {
        var runs = new List<PromptRun>();
        List<int> text = special.BeginOfSequence is { } begin ? [begin] : [];
        var attended = -1;
        foreach (var part in prompt.Parts)
        {
            switch (part)
            {
                case PromptPart.Text words:
                    text.AddRange(tokenizer.Encode(words.Value, isFirst: ReferenceEquals(part, prompt.Parts[0])));
                    continue;
                case PromptPart.Token token:
                    text.Add(tokenizer.Special.TryGetValue(token.Content, out var id) ? id : throw new SpecialTokenException(token.Content));
                    continue;
            }

            EndText();
            var index = ((PromptPart.Image)part).Index;
            if (index == attendedImage && attended < 0) attended = runs.Count;
            runs.Add(new([], images[index].Key, images[index].Tokens, grid: images[index].Grid));
        }

        EndText();
        return new(runs, attended) { KeepsImagesWhole = keepsImagesWhole };

        void EndText()
        {
            if (text.Count > 0) runs.Add(new([.. text], null, 0, runs.Count == 0 ? salt : null));
            text = [];
        }
    }

    /// <summary>Writes the places of some tokens of the prompt and of the answer behind it.</summary>
    /// <param name="from">The first token's position.</param>
    /// <param name="places">Receives time, row and column of each, <c>[tokens, 3]</c>; nothing where it is empty.</param>
    public void WritePlaces(int from, Span<long> places)
    {
        for (var run = RunAt(from); places.Length > 0 && from < Length; run++)
        {
            for (var i = from - Starts[run]; i < Runs[run].Length && places.Length > 0; i++, from++, places = places[GridPosition.Axes..])
                Runs[run].WritePlace(_places[run], i, places);
        }

        for (; places.Length > 0; from++, places = places[GridPosition.Axes..]) GridPosition.Write(places, NextPlace + from - Length);
    }

    /// <summary>Writes, for some positions of the prompt and of the answer behind it, the last position of the image that each belongs to.</summary>
    /// <param name="from">The first of them.</param>
    /// <param name="ends">Receives a position for each, <see cref="ImageSight.OfText"/> for text; nothing where it is empty.</param>
    public void WriteImageEnds(int from, Span<int> ends)
    {
        for (var run = RunAt(from); ends.Length > 0 && from < Length; run++)
        {
            var end = Starts[run] + Runs[run].Length;
            var count = Math.Min(end - from, ends.Length);
            ends[..count].Fill(Runs[run].Image is null ? ImageSight.OfText : end - 1);
            from += count;
            ends = ends[count..];
        }

        ends.Fill(ImageSight.OfText);
    }

    /// <summary>The run that holds a position.</summary>
    public int RunAt(int position)
    {
        var run = Array.BinarySearch(Starts, position);
        return run >= 0 ? run : ~run - 1;
    }

    // FNV-1a with 64 bits (Fowler, Noll and Vo). Two prompts with the same number by chance would only make an estimate wrong.
    private static ulong[] KeysOf(IReadOnlyList<PromptRun> runs, int count)
    {
        const ulong basis = 0xCBF29CE484222325;
        const ulong prime = 0x100000001B3;
        var keys = new ulong[count];
        var key = basis;
        for (var run = 0; run < count; run++)
        {
            foreach (var token in runs[run].Tokens) key = (key ^ (ulong)token) * prime;
            foreach (var letter in runs[run].Image ?? "") key = (key ^ letter) * prime;
            foreach (var letter in runs[run].Salt ?? "") key = (key ^ letter) * prime;
            keys[run] = key = (key ^ (ulong)runs[run].Length) * prime;
        }

        return keys;
    }
}
