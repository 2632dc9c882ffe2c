using System.CommandLine;
using Judger.Cli.Chat;
using Judger.Cli.Hosting;

namespace Judger.Cli.Commands;

/// <summary><c>judger chat</c>: a conversation about images in a terminal.</summary>
internal static class ChatCommand
{
    public static Command Create()
    {
        var image = new Option<FileInfo[]>("--image") { Description = "An image that is shown with the first question; more than one may be given." };
        var instructions = new Option<string?>("--instructions") { Description = "How the model is to behave." };
        var form = CommonOptions.Answer(AnswerForm.Free);
        var look = CommonOptions.Look();
        var expert = new ExpertArguments();
        var sampling = new SamplingArguments();
        var model = CommonOptions.Model();
        var verbose = CommonOptions.Verbose();
        var command = new Command(
            "chat",
            "Holds a conversation: each line of the input is a question, and what was said before is heeded. /help lists the commands.\n\nExamples:\n"
            + "  judger chat --image photo.jpg --model models/qwen2.5-vl-3b\n"
            + "  judger chat --image photo.jpg --model models/qwen2.5-vl-3b --instructions \"Answer in French.\" --policy never\n"
            + "  printf 'What number is on the red circle?\\n/save chat.json\\n' | judger chat --image scene.png")
        {
            image, instructions, form, look, model, verbose,
        };
        foreach (var option in expert.All.Concat(sampling.All)) command.Add(option);
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            async () =>
            {
                var conversation = new Conversation(
                    parsed.GetValue(instructions),
                    expert.Options(parsed, reference: null) with { Look = parsed.Look(look), Form = parsed.Answer(form), Answer = sampling.Read(parsed) });
                var experts = expert.Experts(parsed);

                // What can be known without the model is said before it is loaded.
                var shown = new List<byte[]>();
                foreach (var file in parsed.GetValue(image) ?? []) shown.Add(await ImageFile.ReadAsync(file, cancellationToken, allowsPipe: false));
                var card = ModelCard.Read(parsed.ModelFolder(model));
                await using var judger = await LocalJudger.StartAsync(parsed.ModelFolder(model), experts, parsed.GetValue(verbose), cancellationToken);
                if (card.Note is { } note) await Console.Error.WriteLineAsync(note);
                var isTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected;
                var session = new ChatSession(judger.Client, conversation, Console.In, Console.Out, isTerminal);
                foreach (var bytes in shown) await session.ShowAsync(bytes, cancellationToken);
                if (isTerminal) Console.WriteLine($"Model {card.Name} is ready. /help lists the commands.");
                return await session.RunAsync(cancellationToken) ? CommandRunner.Success : CommandRunner.Failure;
            },
            cancellationToken));
        return command;
    }
}
