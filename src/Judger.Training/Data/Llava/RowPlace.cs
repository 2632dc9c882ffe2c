namespace Judger.Training.Data.Llava;

/// <summary>Where a row stands: its file, and its number there, from 1.</summary>
internal readonly record struct RowPlace(string File, int Number)
{
    /// <summary>The error of this row, which names it: <c>data.json: row 7 has no image: remedy.</c></summary>
    public TrainingException Wrong(string problem, string remedy, Exception? cause = null) => new($"{File}: row {Number} {problem}: {remedy}.", cause!);
}
