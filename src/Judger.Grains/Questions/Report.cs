namespace Judger.Grains.Questions;

/// <summary>Hears that a stage of a question started, or finished, with the record as it then is.</summary>
internal delegate Task Report(QuestionStage stage, bool isFinished, QuestionRecord record);
