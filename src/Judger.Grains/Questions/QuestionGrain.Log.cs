using Microsoft.Extensions.Logging;

namespace Judger.Grains.Questions;

/// <summary>What operators look for.</summary>
internal sealed partial class QuestionGrain
{
    [LoggerMessage(EventId = 1, EventName = "QuestionFailed", Level = LogLevel.Warning, Message = "Question {Question} failed ({Code}): {Reason}")]
    private partial void LogQuestionFailed(QuestionId question, string code, string reason);

    [LoggerMessage(EventId = 2, EventName = "ReminderNotRemoved", Level = LogLevel.Debug, Message = "The reminder of question {Question} could not be removed; "
        + "it removes itself when it is due")]
    private partial void LogReminderStays(QuestionId question, Exception exception);

    [LoggerMessage(EventId = 3, EventName = "SiloDiedWithQuestion", Level = LogLevel.Warning, Message = "A silo died while its device worked for stage {Stage} "
        + "of question {Question}; the question goes on alone")]
    private partial void LogSiloDiedWith(QuestionId question, QuestionStage stage);
}
