using Judger.Core.Prompts;

namespace Judger.Core.Tests.Prompts;

public sealed class PromptProfileTests
{
    public static TheoryData<string> Names => [.. PromptProfiles.ByName.Keys];

    [Fact]
    public void A_manifest_names_a_profile_of_a_family_or_one_of_the_products_own() => Assert.Equal(
        [
            "gemma3", "idefics3", "internvl", "judger", "llava-next-mistral", "llava-next-vicuna", "llava-onevision", "qwen2.5-vl", "qwen3-vl", "smolvlm",
            "tiny", "vicrop",
        ],
        PromptProfiles.ByName.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_pass_asks_for_the_images_of_its_stage(string name)
    {
        var profile = PromptProfiles.ByName[name];

        Assert.Equal(1, profile.Attention.ImageCount());
        Assert.Equal(1, profile.Baseline.ImageCount());
        Assert.Equal(2, profile.Refined.ImageCount());
        Assert.Equal(2, profile.Correction.ImageCount());
        Assert.Equal(2, profile.SelfJudgment.ImageCount());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_correction_tells_the_model_question_answer_and_feedback(string name)
    {
        var text = string.Concat(PromptProfiles.ByName[name].Correction.Fill("QQ", "AA", "FF").Parts.OfType<PromptPart.Text>().Select(part => part.Value));

        Assert.Contains("QQ", text, StringComparison.Ordinal);
        Assert.Contains("AA", text, StringComparison.Ordinal);
        Assert.Contains("FF", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_attention_row_is_a_by_product_of_the_baseline_where_both_passes_use_one_prompt()
    {
        Assert.True(PromptProfiles.Tiny.BaselineIsAttentionPass);
        Assert.True(PromptProfiles.ViCrop.BaselineIsAttentionPass);
        Assert.False(PromptProfiles.Judger.BaselineIsAttentionPass);
    }

    [Fact]
    public void The_judger_attention_pass_ends_with_the_question() =>
        Assert.Equal(
            [new PromptPart.Image(0), new PromptPart.Text("\nWrite a general description of the image.")],
            PromptProfiles.Judger.Attention.Fill(PromptProfile.GeneralQuestion).Parts);
}
