using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("demo", "judger demo --seed 7")]
    [InlineData("ask", "judger ask --image scene.png --question")]
    [InlineData("eval signs", "judger eval signs --count 500")]
    [InlineData("judge", "judger judge --input-jsonl answers.jsonl")]
    [InlineData("dataset scenes", "judger dataset scenes --output")]
    [InlineData("dataset build", "judger dataset build --input-jsonl")]
    [InlineData("dataset check", "judger dataset check train.json")]
    [InlineData("eval textvqa", "judger eval textvqa --data TextVQA_0.5.1_val.json --images train_images --model")]
    [InlineData("eval mme", "judger eval mme --data MME_Benchmark --model")]
    [InlineData("eval jsonl", "judger eval jsonl --data questions.jsonl --images pictures --model")]
    [InlineData("bench", "judger bench --concurrency 8 --count 200")]
    [InlineData("serve", "judger serve --config gpu-node.json --config /run/secrets/judger.json --check")]
    [InlineData("health", "judger health --url http://127.0.0.1:8081 --live")]
    [InlineData("doctor", "judger doctor --device cuda:0 --model models/llava-7b-float16")]
    [InlineData("score", "judger score --benchmark pope --data coco_pope_adversarial.json --predictions")]
    [InlineData("locate", "judger locate --input maps.jsonl")]
    [InlineData("calibrate", "judger calibrate --model runs/tiny/model --write")]
    [InlineData("export", "judger export --checkpoint")]
    [InlineData("inspect", "judger inspect --model models/llava-7b")]
    [InlineData("probe", "judger probe --model models/llava-7b --case cases/01.json")]
    [InlineData("checkpoint", "judger checkpoint --output checkpoints/random-7b")]
    public async Task The_help_of_every_command_shows_an_example(string command, string example)
    {
        var result = await JudgerTool.RunAsync([.. command.Split(' '), "--help"]);

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Contains("Example", result.Output, StringComparison.Ordinal);
        Assert.Contains(example, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_of_the_tool_lists_every_command()
    {
        var result = await JudgerTool.RunAsync("--help");

        Assert.All(
            [
                "demo", "ask", "judge", "dataset", "eval", "calibrate", "score", "locate", "export", "inspect", "probe", "checkpoint", "serve", "health",
                "doctor", "schema",
            ],
            command => Assert.Contains($"  {command}", result.Output, StringComparison.Ordinal));
    }
}
