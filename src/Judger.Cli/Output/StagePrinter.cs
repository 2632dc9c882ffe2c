using Judger.Core.Answers;
using Spectre.Console;

namespace Judger.Cli.Output;

/// <summary>Prints a question's stages, one line each, as they finish. Colours, and answers while they are written, on a terminal only.</summary>
internal sealed class StagePrinter(string question, string? truth = null)
{
    private readonly AnswerLine? _line = AnswerLine.OnTerminal();
    private bool _isStarted;

    /// <summary>Which answers it shows while they are written.</summary>
    public EventText Text => _line is null ? EventText.None : EventText.All;

    public void Show(QuestionEvent happened)
    {
        if (!_isStarted) AnsiConsole.MarkupLineInterpolated($"\n[bold]{question}[/]");
        _isStarted = true;
        if (happened.Piece is { } piece) _line?.Show(Label(happened.Stage, happened.Round), piece);
        if (happened.Entry is not { } entry) return;
        _line?.Clear();
        var style = entry.Outcome switch
        {
            StageSkipped => "grey",
            StageFailure => "red",
            _ => "default",
        };
        var took = entry.Outcome is StageSkipped ? "" : Milliseconds(entry.Took);
        Line(Label(entry.Stage, entry.Round), took, $"[{style}]{Markup.Escape(OutcomeText.Of(entry.Outcome))}[/]");
    }

    /// <summary>Takes away what is not finished.</summary>
    public void Clear() => _line?.Clear();

    /// <summary>Prints the answer, and whether it is right where that is known.</summary>
    public void Finish(QuestionRecord record)
    {
        var mark = truth is null
            ? ""
            : AnswerNormalizer.AnswersAgree(truth, record.Answer!)
                ? $"  [green]right[/] (truth: {Markup.Escape(truth)})"
                : $"  [red]wrong[/] (truth: {Markup.Escape(truth)})";
        var cut = record.IsCutShort ? "  (cut short by its time budget)" : "";
        var took = record.Stages.Aggregate(TimeSpan.Zero, (sum, entry) => sum + entry.Took);
        Line("answer", Milliseconds(took), $"[bold]{Markup.Escape(record.Answer!)}[/]{mark}{cut}");
    }

    private static string Label(QuestionStage stage, int round)
    {
        var name = stage.ToString().ToLowerInvariant();
        return round > 1 ? $"{name} {round}" : name;
    }

    private static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds:F0} ms";

    private static void Line(string label, string time, string markup) => AnsiConsole.MarkupLine($"  {label,-10} [grey]{time,8}[/]  {markup}");
}
