using Judger.Training.Commands;

namespace Judger.Training.Tests.Commands;

public sealed class LlavaCommandTests
{
    private const string Least = "--checkpoint c --data d.json --images i --output o --stage correction";

    [Theory]
    [InlineData("")]
    [InlineData("--lora 16 --lora-alpha 32 --loss plain --cut online --epochs 0.5 --learning-rate 1e-4 --eval-data e.json --eval-every 10")]
    [InlineData("--full --steps 10 --batch 1 --profile judger --attention-layer 14 --crop-window 336 --compute bfloat16")]
    public void What_a_run_needs_can_be_said(string options) => Assert.Empty(Errors(options));

    [Theory]
    [InlineData("--full --lora 4", "Give --full or --lora, not both.")]
    [InlineData("--lora 0", "--lora is at least 1.")]
    [InlineData("--lora 4 --lora-alpha 0", "--lora-alpha is above 0.")]
    [InlineData("--steps 0", "--steps is at least 1.")]
    [InlineData("--epochs 0", "--epochs is above 0.")]
    [InlineData("--learning-rate 0", "--learning-rate is above 0.")]
    [InlineData("--batch 0", "--batch is at least 1.")]
    public void What_makes_no_sense_is_refused(string options, string error) => Assert.Equal([error], Errors(options));

    [Fact]
    public void Adapters_are_no_part_of_alignment() =>
        Assert.Equal(
            ["--stage alignment trains the projector alone: leave --lora out."],
            Messages("--checkpoint c --data d.json --images i --output o --stage alignment --lora 4"));

    private static string[] Errors(string options) => Messages($"{Least} {options}");

    private static string[] Messages(string line) => [.. LlavaCommand.Create().Parse(line).Errors.Select(error => error.Message)];
}
