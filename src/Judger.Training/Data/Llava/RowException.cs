namespace Judger.Training.Data.Llava;

/// <summary>One row of a data file is wrong; whoever knows the file adds its name.</summary>
internal sealed class RowException(int row, string problem, string remedy, Exception? cause = null)
    : Exception($"row {row} {problem}: {remedy}.", cause);
