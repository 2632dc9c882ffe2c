namespace Judger.Testing.Routing;

/// <summary>Images asked about with a frequency by Zipf's law: the k-th most popular in proportion to k^-exponent.</summary>
internal sealed class ImagePopularity
{
    private readonly double[] _upTo;

    private ImagePopularity(int images, double exponent)
    {
        _upTo = new double[images];
        var sum = 0.0;
        for (var i = 0; i < images; i++) _upTo[i] = sum += Math.Pow(i + 1, -exponent);
        for (var i = 0; i < images; i++) _upTo[i] /= sum;
    }

    public int Images => _upTo.Length;

    /// <summary>The share of all questions that are about the most popular image.</summary>
    public double TopShare => _upTo[0];

    /// <summary>
    /// As many images as make a given share of the questions <paramref name="from"/> to <paramref name="to"/> be about an image that was asked about before.
    /// </summary>
    public static ImagePopularity WithRepeats(double share, double exponent, int from, int to)
    {
        var (least, most) = (1, 100 * to);
        while (least < most)
        {
            var images = least + ((most - least) / 2);
            if (new ImagePopularity(images, exponent).Repeats(from, to) > share) least = images + 1;
            else most = images;
        }

        return new(least, exponent);
    }

    public int Draw(Random random)
    {
        var found = Array.BinarySearch(_upTo, random.NextDouble());
        return Math.Min(found < 0 ? ~found : found, Images - 1);
    }

    private double Repeats(int from, int to) => 1 - ((Distinct(to) - Distinct(from)) / (to - from));

    private double Distinct(int questions)
    {
        var (sum, previous) = (0.0, 0.0);
        foreach (var value in _upTo)
        {
            sum += 1 - Math.Pow(1 - (value - previous), questions);
            previous = value;
        }

        return sum;
    }
}
