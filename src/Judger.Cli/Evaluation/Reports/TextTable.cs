using Spectre.Console;

namespace Judger.Cli.Evaluation.Reports;

/// <summary>A table that is shown on a console and written as Markdown.</summary>
internal sealed record TextTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    public void Print()
    {
        var table = new Table();
        foreach (var column in Columns) table.AddColumn(Markup.Escape(column));
        foreach (var row in Rows) table.AddRow([.. row.Select(Markup.Escape)]);
        AnsiConsole.Write(table);
    }

    public string ToMarkdown()
    {
        var lines = Rows.Prepend([.. Columns.Select(_ => "---")])
            .Prepend(Columns)
            .Select(row => $"| {string.Join(" | ", row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n");
        return string.Concat(lines);
    }
}
