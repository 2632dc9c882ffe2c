namespace Judger.Training.Data.Llava;

/// <summary>
/// Samples of one layout (the same runs before their images, as many parts) as arrays for one forward pass: the parts are packed behind each sample's prefix.
/// </summary>
internal sealed class PackedBatch
{
    // Masks are kept for every length that occurs; rounded up, few occur.
    private const int LengthMultiple = 8;

    private PackedBatch(IReadOnlyList<Sample> samples)
    {
        Samples = samples;
        Parts = samples[0].Parts.Count;
        var longest = samples.SelectMany(sample => sample.Parts).Max(part => part.Prompt.Suffix.Length + part.Answer.Length - 1);
        Length = (longest + LengthMultiple - 1) / LengthMultiple * LengthMultiple;
        Tokens = new long[samples.Count * Parts * Length];
        for (var i = 0; i < samples.Count; i++)
        {
            for (var p = 0; p < Parts; p++) Add(i, p, samples[i].Parts[p]);
        }
    }

    public IReadOnlyList<Sample> Samples { get; }

    /// <summary>Parts of each sample.</summary>
    public int Parts { get; }

    /// <summary>Tokens of each part, padded.</summary>
    public int Length { get; }

    /// <summary>Token ids [samples, parts, length].</summary>
    public long[] Tokens { get; }

    /// <summary>The answers' tokens: the flat position that predicts each, its id, its sample and part.</summary>
    public List<(long Position, long Token, int Sample, int Part)> Answers { get; } = [];

    /// <summary>Puts samples of one layout together.</summary>
    public static IEnumerable<PackedBatch> Group(IEnumerable<Sample> samples) =>
        samples
            .GroupBy(sample => (sample.Parts.Count, string.Join(',', sample.Parts[0].Prompt.Before.Select(run => run.Length))))
            .Select(group => new PackedBatch([.. group]));

    private void Add(int sample, int part, SamplePart content)
    {
        var start = ((sample * Parts) + part) * Length;
        var at = start;
        foreach (var token in content.Prompt.Suffix) Tokens[at++] = token;
        foreach (var token in content.Answer.AsSpan(0, Math.Max(0, content.Answer.Length - 1))) Tokens[at++] = token;
        for (var i = 0; i < content.Answer.Length; i++) Answers.Add((start + content.Prompt.Suffix.Length - 1 + i, content.Answer[i], sample, part));
    }
}
