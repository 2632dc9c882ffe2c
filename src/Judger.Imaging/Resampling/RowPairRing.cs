namespace Judger.Imaging.Resampling;

/// <summary>
/// Horizontally filtered pairs of rows, in a ring as long as the vertical filter: pair <c>p</c> (rows <c>2p</c> and <c>2p + 1</c>) lies in slot
/// <c>p mod slots</c>. One more slot behind the ring keeps the pair of two blank rows, which is the same everywhere.
/// </summary>
internal unsafe ref struct RowPairRing
{
    private readonly CanvasRows _rows;
    private readonly ResampleKernel _kernel;
    private readonly int _height;
    private readonly int* _ring;
    private readonly int _slots;
    private readonly int _stride;
    private int _next;
    private bool _hasBlank;

    public RowPairRing(CanvasRows rows, ResampleKernel kernel, int height, int* ring, int slots, int stride, int first)
    {
        _rows = rows;
        _kernel = kernel;
        _height = height;
        _ring = ring;
        _slots = slots;
        _stride = stride;
        _next = first;
    }

    /// <summary>Filters the pairs before <paramref name="end"/> that have not been filtered yet.</summary>
    public void FillTo(int end)
    {
        for (; _next < end; _next++)
        {
            var (upper, lower) = (2 * _next, (2 * _next) + 1);
            var output = Slot(_next % _slots);

            // The last row of an odd height stands in for its missing neighbour, which weighs zero.
            if (lower == _height) lower = upper;
            if (_rows.IsBlank(upper) && _rows.IsBlank(lower)) CopyBlank(upper, output);
            else ResamplePass.Horizontal(_rows.Row(upper), _rows.Row(lower), _kernel, output);
        }
    }

    private readonly int* Slot(int index) => _ring + ((long)index * _stride);

    private void CopyBlank(int y, int* output)
    {
        var blank = Slot(_slots);
        if (!_hasBlank) ResamplePass.Horizontal(_rows.Row(y), _rows.Row(y), _kernel, blank);
        _hasBlank = true;
        new ReadOnlySpan<int>(blank, _stride).CopyTo(new Span<int>(output, _stride));
    }
}
