using Judger.Training.Data.Llava;
using Judger.Training.Runs.Llava;

namespace Judger.Training.Tests.Llava;

public sealed class RowSelectionTests
{
    private static readonly LlavaRow[] Rows = [.. Enumerable.Range(1, 60)
        .Select(i => new LlavaRow(new("data.json", i), 1, "a.png", "Q", "A", i <= 20 ? "The answer is A, not B." : null))];

    [Theory]
    [InlineData((int)LossKind.Cut)]
    [InlineData((int)LossKind.Plain)]
    public void Stage_III_keeps_a_quarter_as_many_unjudged_rows_as_judged_ones_with_either_loss(int loss)
    {
        var rows = new RowSelection(Rows, Stage.Correction, (LossKind)loss, 1).Rows;
        Assert.Equal((20, 5), (rows.Count(row => row.IsJudged), rows.Count(row => !row.IsJudged)));
        Assert.Equal(rows, new RowSelection(Rows, Stage.Correction, LossKind.Cut, 1).Rows);
        Assert.NotEqual(rows, new RowSelection(Rows, Stage.Correction, LossKind.Cut, 2).Rows);
    }

    [Fact]
    public void Other_stages_keep_every_row() => Assert.Equal(Rows, new RowSelection(Rows, Stage.Perception, LossKind.Cut, 1).Rows);

    [Fact]
    public void Every_epoch_shows_every_row_once_in_an_order_of_its_own()
    {
        var selection = new RowSelection(Rows, Stage.Alignment, LossKind.Plain, 3);
        int[] first = [.. Enumerable.Range(0, 60).Select(place => selection.At(place).Place.Number)],
            second = [.. Enumerable.Range(60, 60).Select(place => selection.At(place).Place.Number)];
        Assert.Equal(Enumerable.Range(1, 60), first.Order());
        Assert.Equal(Enumerable.Range(1, 60), second.Order());
        Assert.NotEqual(first, second);
        Assert.Equal(first[7], selection.At(7).Place.Number);
    }

    [Fact]
    public void Judgments_that_reject_nothing_are_no_data_for_cut()
    {
        var refused = Assert.Throws<TrainingException>(() => new RowSelection(Rows[20..], Stage.Correction, LossKind.Cut, 1));
        Assert.Contains("--loss plain", refused.Message, StringComparison.Ordinal);
        Assert.Equal(40, new RowSelection(Rows[20..], Stage.Correction, LossKind.Plain, 1).Rows.Count);
    }
}
