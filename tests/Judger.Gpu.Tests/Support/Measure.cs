using System.Diagnostics;

namespace Judger.Gpu.Tests.Support;

/// <summary>How long something takes that ends when the device is done.</summary>
internal static class Measure
{
    /// <summary>The median of some runs after two that are not counted, in milliseconds.</summary>
    public static double Median(int runs, Action run)
    {
        for (var i = 0; i < 2; i++) run();
        var times = new double[runs];
        for (var i = 0; i < runs; i++)
        {
            var started = Stopwatch.GetTimestamp();
            run();
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[runs / 2];
    }

    /// <summary>The largest difference between two lists of numbers.</summary>
    public static double Largest(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var largest = 0.0;
        for (var i = 0; i < expected.Length; i++) largest = Math.Max(largest, Math.Abs(expected[i] - (double)actual[i]));
        return largest;
    }

    /// <summary>How far one list of numbers is from another, as a share of its length: ||actual - expected|| / ||expected||.</summary>
    public static double Distance(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double difference = 0, length = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            difference += Math.Pow(expected[i] - (double)actual[i], 2);
            length += Math.Pow(expected[i], 2);
        }

        return Math.Sqrt(difference / length);
    }
}
