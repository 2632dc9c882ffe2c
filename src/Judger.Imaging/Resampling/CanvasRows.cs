using Judger.Imaging.Pixels;

namespace Judger.Imaging.Resampling;

/// <summary>
/// The rows of a <see cref="Canvas"/>, as addresses from which a vector may be loaded at every pixel. A row of the source is used in place where that
/// is safe; rows that need colour beside them, or that end too near to the end of the source's memory, are copied first.
/// </summary>
internal unsafe ref struct CanvasRows
{
    /// <summary>Bytes that may be read beyond the start of a row's last pixel.</summary>
    private const int Slack = 16;

    private readonly byte* _pixels;
    private readonly long _length;
    private readonly int _stride;
    private readonly Canvas _canvas;
    private readonly byte* _scratch;
    private readonly int _scratchStride;

    /// <param name="source">The source image.</param>
    /// <param name="pixels">Its pixels, pinned.</param>
    /// <param name="canvas">What is read.</param>
    /// <param name="scratch">Pinned memory of <see cref="ScratchLength"/> bytes.</param>
    public CanvasRows(RgbImage source, byte* pixels, Canvas canvas, byte* scratch)
    {
        _pixels = pixels;
        _length = source.Pixels.Length;
        _stride = source.Stride;
        _canvas = canvas;
        _scratch = scratch;
        _scratchStride = ScratchStride(canvas);
        for (var slot = 0; slot < 3; slot++)
            canvas.Fill.Fill(new Span<byte>(scratch + ((long)slot * _scratchStride), canvas.Size.Width * RgbImage.Channels));
    }

    /// <summary>How much scratch memory a canvas needs: two rows with something on them, one without.</summary>
    public static int ScratchLength(Canvas canvas) => checked(3 * ScratchStride(canvas));

    /// <summary>True when canvas row <paramref name="y"/> lies above or below the region.</summary>
    public readonly bool IsBlank(int y) => y < _canvas.Top || y >= _canvas.Top + _canvas.Region.Height;

    /// <summary>The address of canvas row <paramref name="y"/>; valid until the next call with the same parity of <paramref name="y"/>.</summary>
    public readonly byte* Row(int y)
    {
        if (IsBlank(y)) return _scratch + (2L * _scratchStride);

        var (region, width) = (_canvas.Region, _canvas.Region.Width * RgbImage.Channels);
        var start = ((long)(region.Top + y - _canvas.Top) * _stride) + (region.Left * RgbImage.Channels);
        if (_canvas.Size.Width == region.Width && start + width + Slack <= _length) return _pixels + start;

        var row = _scratch + ((long)(y & 1) * _scratchStride);
        Buffer.MemoryCopy(_pixels + start, row + (_canvas.Left * RgbImage.Channels), width, width);
        return row;
    }

    private static int ScratchStride(Canvas canvas) => checked((canvas.Size.Width * RgbImage.Channels) + Slack);
}
