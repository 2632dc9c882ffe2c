using Judger.Core.Prompts;
using Judger.Inference.Decoding;
using Judger.Training.Data.Llava;
using Judger.Training.Runs.Llava;
using Judger.Training.Tests.Support;

namespace Judger.Training.Tests.Llava;

public sealed class SampleWriterTests : IDisposable
{
    private const string Feedback = LlavaFolder.Judgment;
    private static readonly LlavaRow Judged = new(new("data.json", 1), 1, "0.png", LlavaFolder.Question, "5", Feedback, "3");
    private readonly LlavaFolder _folder = new();

    /// <summary>The profiles that are written without special tokens, as a SentencePiece tokenizer has none.</summary>
    public static TheoryData<string> Profiles => [.. Named(withTokens: false)];

    public static TheoryData<string> OtherProfiles => [.. Named(withTokens: true)];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Prompts_are_token_for_token_what_serving_asks(string profile)
    {
        using var source = Open(profile);
        var words = source.Prompts;
        AssertServed(words.Baseline.Fill(Judged.Question), Write(Stage.Alignment).Parts[0]);
        AssertServed(words.Refined.Fill(Judged.Question), Write(Stage.Perception).Parts[0]);
        var parts = Write(Stage.Correction).Parts;
        AssertServed(words.Refined.Fill(Judged.Question), parts[0]);
        AssertServed(words.Correction.Fill(Judged.Question, "3", Feedback), parts[1]);
        AssertServed(words.Refined.Fill(Judged.Question), parts[3]);

        Sample Write(Stage stage) => new SampleWriter(source, stage, LossKind.Cut).Write(Judged, null);

        void AssertServed(Prompt prompt, SamplePart part)
        {
            var runs = PromptSequence.Create(
                prompt,
                [.. Enumerable.Range(0, prompt.ImageCount).Select(i => new PromptImage($"image-{i}", source.Manifest.Vision.Patches))],
                source.Tokenizer,
                source.Manifest.Tokens).Runs;
            int[][] texts = [.. part.Prompt.Before, part.Prompt.Suffix];
            Assert.Equal(runs.Where(run => run.Image is null).Select(run => run.Tokens.ToArray()), texts.Where(text => text.Length > 0));
            Assert.Equal(prompt.ImageCount, part.Prompt.Before.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void All_parts_of_a_judged_row_share_the_tokens_before_their_images(string profile)
    {
        using var source = Open(profile);
        var parts = new SampleWriter(source, Stage.Correction, LossKind.Cut).Write(Judged, null).Parts;
        Assert.All(parts, part => Assert.Equal(parts[0].Prompt.Before, part.Prompt.Before));
        Assert.All(
            parts.Select(part => part.Prompt.Suffix).Where((_, i) => i is not (0 or 3)), suffix => Assert.False(suffix.SequenceEqual(parts[0].Prompt.Suffix)));
    }

    [Theory]
    [MemberData(nameof(OtherProfiles))]
    public void A_profile_whose_tokens_the_tokenizer_lacks_is_refused_before_anything_is_trained(string profile) =>
        Assert.Contains("has no token <", Assert.Throws<TrainingException>(() => Open(profile)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_a_row_teaches_depends_on_stage_loss_and_what_is_known_of_it()
    {
        using var source = _folder.Open();
        Assert.Equal([PartRole.Answer, PartRole.Correction, PartRole.CutJudged, PartRole.CutUnjudged], Roles(Judged));
        Assert.Equal([PartRole.Answer, PartRole.Correction], Roles(Judged with { Response = null }));
        Assert.Equal([PartRole.Answer], Roles(Judged with { Response = null, Feedback = null }));
        Assert.Equal([PartRole.Answer], Roles(Judged, LossKind.Plain));
        Assert.Equal([PartRole.Answer], Roles(Judged, stage: Stage.Perception));

        IEnumerable<PartRole> Roles(LlavaRow row, LossKind loss = LossKind.Cut, Stage stage = Stage.Correction) =>
            new SampleWriter(source, stage, loss).Write(row, null).Parts.Select(part => part.Role);
    }

    [Fact]
    public void The_loss_is_on_the_answers_tokens_and_the_end_alone()
    {
        using var source = _folder.Open();
        var sample = new SampleWriter(source, Stage.Correction, LossKind.Cut).Write(Judged, null);
        var batch = PackedBatch.Group([sample]).Single();
        int[][] answers = [.. new[] { "5", "5", "3", "3" }.Select(text => (int[])[.. source.Tokenizer.Encode(text), 2])];
        Assert.Equal(answers.SelectMany(answer => answer).Select(token => (long)token), batch.Answers.Select(answer => answer.Token));
        foreach (var part in batch.Answers.GroupBy(answer => answer.Part))
        {
            var suffix = sample.Parts[part.Key].Prompt.Suffix;
            Assert.Equal((part.Key * batch.Length) + suffix.Length - 1, part.First().Position);
            Assert.Equal(suffix[^1], batch.Tokens[part.First().Position]);
        }
    }

    [Fact]
    public void A_row_longer_than_the_models_context_is_reported()
    {
        using var source = _folder.Open();
        var row = Judged with { Place = new("data.json", 9), Question = string.Concat(Enumerable.Repeat("red circle ", 1000)) };
        var refused = Assert.Throws<TrainingException>(() => new SampleWriter(source, Stage.Alignment, LossKind.Plain).Write(row, null));
        Assert.StartsWith("data.json: row 9 needs ", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Named(bool withTokens) => PromptProfiles.ByName.Values
        .Where(profile => profile.Baseline.Fill("Why?").Parts.OfType<PromptPart.Token>().Any() == withTokens)
        .Select(profile => profile.Name);

    private Judger.Training.Checkpoints.LlavaSource Open(string profile) =>
        Judger.Training.Checkpoints.LlavaSource.Open(new() { Checkpoint = _folder.Checkpoint, Output = "", Profile = profile });
}
