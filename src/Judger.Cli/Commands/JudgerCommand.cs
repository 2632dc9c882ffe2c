using System.CommandLine;
using Judger.Cli.Bench;

namespace Judger.Cli.Commands;

/// <summary>The command line of <c>judger</c>.</summary>
internal static class JudgerCommand
{
    public static RootCommand Create() => new(
        "Judger answers questions about images and shows its work: a baseline answer, where the model looked, the crop, the judgment, the corrected answer.")
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
