using Judger.Cli.Output;
using Judger.Client;

namespace Judger.Cli.Hosting;

/// <summary>Asks a question and shows its stages as they come.</summary>
internal static class Questions
{
    public static async Task<QuestionRecord> AskAsync(IJudgerClient client, AskRequest request, StagePrinter? printer, CancellationToken cancellationToken)
    {
        var id = QuestionId.New();
        if (printer is not null)
        {
            try
            {
                await foreach (var happened in client.AskStreamAsync(request, id, new EventOptions { Text = printer.Text }, cancellationToken))
                    printer.Show(happened);
            }
            finally
            {
                printer.Clear();
            }
        }

        var record = await client.AskAsync(request, id, cancellationToken);
        printer?.Finish(record);
        return record;
    }
}
