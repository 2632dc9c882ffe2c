using Judger.Imaging.Pixels;

namespace Judger.Imaging.Preprocessing;

/// <summary>The normalised value of each level of each channel.</summary>
internal sealed class LevelTable
{
    private const int Levels = 256;
    private readonly float[] _values = new float[RgbImage.Channels * Levels];

    public LevelTable(ImagePreprocessing image)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            var (channel, level) = (i / Levels, i % Levels);
            _values[i] = (float)(((level / 255.0) - image.Mean[channel]) / image.Std[channel]);
        }
    }

    /// <summary>The 256 values of a channel.</summary>
    public ReadOnlySpan<float> Of(int channel) => _values.AsSpan(channel * Levels, Levels);
}
