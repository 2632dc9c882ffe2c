using Spectre.Console;

namespace Judger.Cli.Output;

/// <summary>Prints a question's stages, one line each, as they finish. Colours on a terminal only.</summary>
internal sealed class StagePrinter(string question, string? truth = null)
{
    private bool _isStarted;

    public void Show(QuestionEvent happened)
    {
        if (!_isStarted) AnsiConsole.MarkupLineInterpolated($"\n[bold]{question}[/]");
        _isStarted = true;
        if (!happened.IsFinished) return;
        var record = happened.Record;
        switch (happened.Stage)
        {
            case QuestionStage.Baseline:
                Line("baseline", record.BaselineTime, $"{Answer(record.Baseline!)}  whole image");
                break;
            case QuestionStage.Locate:
                var region = record.Region!;
                var box = $"[{region.Box.Left}, {region.Box.Top}, {region.Box.Right}, {region.Box.Bottom}]";
                Line("look", record.LocateTime, region.IsDegenerate ? $"box {box}  the map says nothing: whole image" : $"box {box}");
                break;
            case QuestionStage.Refine:
                Line("refined", record.RefineTime, $"{Answer(record.Refined!)}  image and crop");
                break;
            case QuestionStage.Judge:
                var round = record.Rounds[^1];
                var certainty = round.Judgment.Probability is { } probability ? $"  P(correct) {probability:F2}" : "";
                if (round.Judgment.Failure is { } failure) Line("judged", round.JudgmentTime, $"not judged: {failure.Message}");
                else Line("judged", round.JudgmentTime, $"{round.Judgment.Verdict.ToString().ToLowerInvariant()}{certainty}{(round.Judgment.Feedback.Length > 0 ? $"  \"{round.Judgment.Feedback}\"" : "")}");
                break;
            case QuestionStage.Correct:
                Line("corrected", record.Rounds[^1].CorrectionTime, Answer(record.Rounds[^1].Corrected!));
                break;
            case QuestionStage.Choose:
                Line("chosen", record.Choice!.Time, record.Choice.Failure?.Message ?? record.Choice.Chosen switch
                {
                    ChosenAnswer.Earlier => "the answer before the correction",
                    ChosenAnswer.Later => "the corrected answer",
                    _ => "no preference",
                });
                break;
        }
    }

    public void Finish(QuestionRecord record)
    {
        var mark = truth is null ? "" : Core.Answers.AnswerNormalizer.AnswersAgree(truth, record.Answer!) ? $"  [green]right[/] (truth: {Markup.Escape(truth)})" : $"  [red]wrong[/] (truth: {Markup.Escape(truth)})";
        AnsiConsole.MarkupLine($"  [bold]answer     {Markup.Escape(record.Answer!)}[/]{mark}{(record.IsCutShort ? "  (cut short by its time budget)" : "")}");
    }

    private static void Line(string stage, TimeSpan time, string text) =>
        AnsiConsole.MarkupLineInterpolated($"  {stage,-10} [grey]{time.TotalMilliseconds,5:F0} ms[/]  {text}");

    private static string Answer(ModelAnswer answer) => $"{answer.Text}  ({Math.Exp(answer.MeanLogProbability):P0})";
}
