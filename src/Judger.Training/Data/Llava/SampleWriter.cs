using Judger.Core.Prompts;
using Judger.Training.Checkpoints;
using Judger.Training.Runs.Llava;
using Judger.Training.Tokenizers;

namespace Judger.Training.Data.Llava;

/// <summary>
/// Writes what a row teaches, in the words of the model's prompt profile. Stages I and II: the answer. Stage III: the answer and, where a judgment rejects the
/// model's own, the correction (the serving path's prompt, with the judged answer and the feedback) and, where that answer is known, CUT's pair on it. The
/// plain loss takes the answer alone.
/// </summary>
internal sealed class SampleWriter(LlavaSource source, Stage stage, LossKind loss)
{
    public Sample Write(LlavaRow row, PixelBox? crop)
    {
        var prompts = source.Prompts;
        List<SamplePart> parts = [Part((stage == Stage.Alignment ? prompts.Baseline : prompts.Refined).Fill(row.Question), row.Answer, PartRole.Answer)];
        if (stage == Stage.Correction && loss == LossKind.Cut && row.Feedback is { } feedback) parts.AddRange(Judged(row, feedback));
        var longest = parts.Max(part => part.Prompt.PrefixLength(source.Geometry.Patches) + part.Prompt.Suffix.Length + part.Answer.Length);
        return longest <= source.Geometry.MaxPositions
            ? new(row, crop, parts)
            : throw row.Place.Wrong($"needs {longest} positions, the model has {source.Geometry.MaxPositions}", "shorten or remove it");
    }

    /// <summary>The correction alone: what held-out rows are asked beside their question.</summary>
    public SamplePart Correction(LlavaRow row, string feedback) =>
        Part(source.Prompts.Correction.Fill(row.Question, row.Response ?? "", feedback), row.Answer, PartRole.Correction);

    private IEnumerable<SamplePart> Judged(LlavaRow row, string feedback)
    {
        yield return Correction(row, feedback);
        if (row.Response is not { } response) yield break;
        yield return Part(Wording.HindsightOf(source.Prompts).Fill(row.Question, feedback: feedback), response, PartRole.CutJudged);
        yield return Part(source.Prompts.Refined.Fill(row.Question), response, PartRole.CutUnjudged);
    }

    private SamplePart Part(Prompt prompt, string answer, PartRole role) => new(
        PromptTokens.Create(prompt, source.Tokenizer, source.Manifest.Tokens),
        [.. source.Tokenizer.Encode(answer), source.Manifest.Tokens.EndOfSequence],
        role);
}
