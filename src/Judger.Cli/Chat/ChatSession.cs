using System.Text;
using System.Text.Json;
using Judger.Cli.Commands;
using Judger.Cli.Hosting;
using Judger.Cli.Output;
using Judger.Client;
using Judger.Grains.Questions;
using Judger.Server.Records;

namespace Judger.Cli.Chat;

/// <summary>
/// Reads questions and commands line by line, and writes answers as they come. What goes wrong with one line leaves the conversation as it was.
/// </summary>
internal sealed class ChatSession(IJudgerClient client, Conversation conversation, TextReader input, TextWriter output, bool isTerminal)
{
    private const string Help =
        """
        Ask something, or give a command:
          /image FILE   shows an image with the next question; the last one is looked at
          /stages       shows the stages of each answer, or no longer does
          /save FILE    writes the conversation's records as JSON
          /new          begins anew, without an image
          /help         shows this
          /quit         ends, as the end of the input does
        """;

    private bool _areStagesShown;
    private bool _hasFailed;

    /// <summary>Goes on until the input ends.</summary>
    /// <returns>Whether every line was done.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (isTerminal) await output.WriteAsync("> ");

            // The console reads without listening to anybody: Ctrl-C does not wait for a line.
            var line = await Task.Run(input.ReadLine, cancellationToken).WaitAsync(cancellationToken);
            if (line is null or "/quit") return !_hasFailed;
            if (line.Trim() is not { Length: > 0 } words) continue;
            try
            {
                if (words.StartsWith('/')) await CommandAsync(words, cancellationToken);
                else await AskAsync(words, cancellationToken);
            }
            catch (Exception exception) when (CommandRunner.Known(exception) is { } known)
            {
                _hasFailed = true;
                await Console.Error.WriteLineAsync($"error: {known.Message.ReplaceLineEndings(" ")}");
            }
        }
    }

    private async Task CommandAsync(string words, CancellationToken cancellationToken)
    {
        var (command, argument) = words.Split(' ', 2, StringSplitOptions.TrimEntries) is [var first, var rest] ? (first, rest) : (words, "");
        switch (command)
        {
            case "/image": await ShowAsync(argument, cancellationToken); break;
            case "/stages":
                _areStagesShown = !_areStagesShown;
                await output.WriteLineAsync(_areStagesShown ? "Stages are shown." : "Stages are not shown.");
                break;
            case "/save": await SaveAsync(argument); break;
            case "/new":
                conversation.Clear();
                await output.WriteLineAsync("A new conversation.");
                break;
            case "/help": await output.WriteLineAsync(Help); break;
            default: throw new CliException($"There is no command {command}. /help lists them.");
        }
    }

    private async Task ShowAsync(string path, CancellationToken cancellationToken)
    {
        if (path.Length == 0) throw new CliException("/image names no file: /image FILE.");
        await ShowAsync(await ImageFile.ReadAsync(new(path), cancellationToken, allowsPipe: false), cancellationToken);
    }

    /// <summary>Shows an image with the next question.</summary>
    /// <exception cref="CliException">The conversation has as many as it may have.</exception>
    /// <exception cref="ImageRejectedException">It cannot be read.</exception>
    public async Task ShowAsync(byte[] image, CancellationToken cancellationToken)
    {
        if (conversation.Images == QuestionLimits.MaxImages)
            throw new CliException($"The conversation has {QuestionLimits.MaxImages} images, which is the limit. /new begins another one.");
        conversation.Show(await client.PutImageAsync(image, cancellationToken));
    }

    private async Task SaveAsync(string path)
    {
        if (path.Length == 0) throw new CliException("/save names no file: /save FILE.");
        var records = conversation.Records.Select(RecordJson.Describe).ToList();
        OutputFile.Write(path, stream => JsonSerializer.Serialize(stream, records, RecordJson.Options));
        await output.WriteLineAsync($"{path} has the {records.Count} questions of the conversation.");
    }

    private async Task AskAsync(string question, CancellationToken cancellationToken)
    {
        var request = conversation.Ask(question);
        if (QuestionValidator.Errors(request) is { Count: > 0 } errors) throw new CliException(string.Join(" ", errors));
        if (_areStagesShown)
        {
            conversation.Answered(await Questions.AskAsync(client, request, new StagePrinter(question), cancellationToken));
            return;
        }

        var id = QuestionId.New();
        var answer = new StreamedAnswer(id);
        await foreach (var happened in client.AskStreamAsync(request, id, new EventOptions { Text = EventText.Final }, cancellationToken))
        {
            if (answer.Next(happened) is { } piece) await output.WriteAsync(Printable(piece.Text));
        }

        var record = await client.AskAsync(request, id, cancellationToken);
        await output.WriteLineAsync(Rest(answer, record));
        conversation.Answered(record);
    }

    private static string Rest(StreamedAnswer answer, QuestionRecord record)
    {
        try
        {
            return Printable(answer.End(record)?.Text ?? "");
        }
        catch (AnswerChangedException)
        {
            // It can be told here, where text cannot be taken back, and where a person reads it.
            return $"{Environment.NewLine}(The answer was written anew:){Environment.NewLine}{Printable(record.Answer!)}";
        }
    }

    // What a model writes must not move the cursor or change colours.
    private static string Printable(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) printable.Append(Rune.IsControl(rune) && rune.Value != '\n' ? " " : rune.ToString());
        return printable.ToString();
    }
}
