using System.CommandLine;
using Judger.Cli.Commands;

var root = new RootCommand("Judger answers questions about images and shows its work: a baseline answer, where the model looked, the crop, the judgment, the corrected answer.")
{
    DemoCommand.Create(),
    AskCommand.Create(),
    EvalCommand.Create(),
    LocateCommand.Create(),
    ExportCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
