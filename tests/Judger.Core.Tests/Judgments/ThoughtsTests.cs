using Judger.Core.Judgments;

namespace Judger.Core.Tests.Judgments;

/// <summary>What a reasoning model thinks is not what it says.</summary>
public sealed class ThoughtsTests
{
    [Theory]
    [InlineData("<think>Is it 6?</think>\n\nThe response is incorrect.")]
    [InlineData("<THINK>\nIs it 6?\n</ think >The response is incorrect.")]
    [InlineData("Is it 6? The response is correct.\n</think>\nThe response is incorrect.")]
    [InlineData("<think>one</think><think>two <think> three</think>The response is incorrect.")]
    [InlineData("<thinking budget=\"9\">Is it 6?</thinking> The response is incorrect.")]
    [InlineData("<reasoning>Is it 6?</reasoning> The response is incorrect.")]
    [InlineData("[THINK]Is it 6?[/THINK]The response is incorrect.")]
    [InlineData("◁think▷Is it 6?◁/think▷The response is incorrect.")]
    [InlineData("<|START_THINKING|>Is it 6?<|END_THINKING|>The response is incorrect.")]
    [InlineData("<|channel|>analysis<|message|>Is it 6?<|end|><|start|>assistant<|channel|>final<|message|>The response is incorrect.")]
    [InlineData("  The response is incorrect.\n")]
    public void What_follows_them_counts(string text) => Assert.Equal("The response is incorrect.", Thoughts.Remove(text));

    [Theory]
    [InlineData("<think>The response is correct.")]
    [InlineData("<think>The response is correct.</think>")]
    [InlineData("<think>no</think>\n<think>The response is correct.")]
    [InlineData("The response is correct. <think>Or is it")]
    [InlineData("<|channel|>analysis<|message|>The response is correct.")]
    public void Thoughts_that_lead_to_nothing_leave_nothing(string text) => Assert.Equal("", Thoughts.Remove(text));

    [Theory]
    [InlineData("I think the response is correct.")]
    [InlineData("The sign says <b>think</b> and [thinking].txt")]
    [InlineData("5 < 6 and thinking > acting")]
    public void Other_words_stay(string text) => Assert.Equal(text, Thoughts.Remove(text));
}
