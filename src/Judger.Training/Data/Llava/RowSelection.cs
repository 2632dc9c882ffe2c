using Judger.TinyModel.World;
using Judger.Training.Runs.Llava;

namespace Judger.Training.Data.Llava;

/// <summary>Which rows a run trains on, and in which order.</summary>
internal sealed class RowSelection
{
    private const int JudgedPerUnjudged = 4;
    private readonly IReadOnlyList<LlavaRow> _rows;
    private readonly ulong _seed;
    private (int Epoch, int[] Order) _shuffled = (-1, []);
    private readonly Lock _lock = new();

    /// <summary>Stage III keeps one unjudged row for four judged ones; with either loss, so that a control sees the same rows.</summary>
    public RowSelection(IReadOnlyList<LlavaRow> rows, Stage stage, LossKind loss, int seed)
    {
        _seed = (ulong)seed;
        var judged = rows.Count(row => row.IsJudged);
        if (stage == Stage.Correction && loss == LossKind.Cut && judged == 0)
        {
            throw new TrainingException(
                "No row has a judgment that rejects an answer, and stage correction learns from those: judge the rows first, or give --loss "
                + "plain or --stage perception.");
        }
        _rows = stage == Stage.Correction && judged > 0 ? Thin(rows, judged / JudgedPerUnjudged) : rows;
    }

    public IReadOnlyList<LlavaRow> Rows => _rows;

    /// <summary>The row at a place in the endless sequence of epochs, each in an order of its own: it follows from seed and place alone.</summary>
    public LlavaRow At(long place)
    {
        lock (_lock)
        {
            var epoch = (int)(place / _rows.Count);
            if (_shuffled.Epoch != epoch)
            {
                int[] order = [.. Enumerable.Range(0, _rows.Count)];
                new WorldRandom(_seed, (ulong)epoch).Shuffle<int>(order);
                _shuffled = (epoch, order);
            }

            return _rows[_shuffled.Order[(int)(place % _rows.Count)]];
        }
    }

    private List<LlavaRow> Thin(IReadOnlyList<LlavaRow> rows, int unjudged)
    {
        int[] places = [.. Enumerable.Range(0, rows.Count).Where(i => !rows[i].IsJudged)];
        new WorldRandom(_seed).Shuffle<int>(places);
        var kept = places.Take(unjudged).ToHashSet();
        return [.. rows.Where((row, i) => row.IsJudged || kept.Contains(i))];
    }
}
