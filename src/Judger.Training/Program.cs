using System.CommandLine;
using Judger.Training.Commands;

var command = new RootCommand("Trains LLaVA-architecture models in JUDGER's stages.")
{
    TinyCommand.Create(),
    LlavaCommand.Create(),
    ProofCommand.Create(),
};

// A stopped run ends after the step that it is in, and saves: that may take longer than the two seconds that are usual.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(30) };
return await command.Parse(args).InvokeAsync(configuration);
