using System.CommandLine;
using Judger.Cli.Bench;

namespace Judger.Cli.Commands;

/// <summary>The command line of <c>judger</c>.</summary>
internal static class JudgerCommand
{
    private const string Description =
        """
        Judger answers questions about images and shows its work: a baseline answer, where the model looked, the crop, the judgment, the corrected answer.

        Examples:
          judger demo
          judger ask --image photo.jpg --question "What is on the sign?" --model models/qwen-3b
          judger serve --model models/qwen-3b --url http://127.0.0.1:8080
        """;

    public static RootCommand Create() => new(Description)
    {
        DemoCommand.Create(),
        AskCommand.Create(),
        ChatCommand.Create(),
        JudgeCommand.Create(),
        DatasetCommand.Create(),
        EvalCommand.Create(),
        CalibrateCommand.Create(),
        ScoreCommand.Create(),
        LocateCommand.Create(),
        CheckpointCommand.Create(),
        ExportCommand.Create(),
        ModelsCommand.Create(),
        InspectCommand.Create(),
        ProbeCommand.Create(),
        BenchCommand.Create(),
        ServeCommand.Create(),
        HealthCommand.Create(),
        DoctorCommand.Create(),
        SchemaCommand.Create(),
        KeyCommand.Create(),
    };
}
