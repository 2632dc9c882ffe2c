namespace Judger.Cli.Evaluation.Benchmarks;

/// <summary>The names of COCO's images.</summary>
internal static class CocoImages
{
    /// <summary>The names that an image has in the releases of 2017 and of 2014 and 2015.</summary>
    public static IReadOnlyList<string> Names(string imageId)
    {
        var number = imageId.PadLeft(12, '0');
        return [$"{number}.jpg", $"COCO_val2014_{number}.jpg", $"COCO_train2014_{number}.jpg", $"COCO_test2015_{number}.jpg"];
    }
}
