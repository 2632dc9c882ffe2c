using Judger.Inference.Vision;

namespace Judger.Inference.Tests.Vision;

public sealed class ImageEmbeddingCacheTests
{
    private const int Bytes = 40;

    private readonly ImageEmbeddingCache _cache = new(budget: 3 * Bytes);

    [Fact]
    public void The_image_that_was_used_least_recently_goes_first_but_none_that_is_in_use()
    {
        var first = Image("first");
        first.Pins = 1;
        _cache.Add(first);
        _cache.Add(Image("second"));
        _cache.Add(Image("third"));
        _cache.Find("second");

        _cache.Add(Image("fourth"));

        Assert.Equal([true, true, false, true], Kept("first", "second", "third", "fourth"));
        Assert.Equal(3 * Bytes, _cache.Bytes);
    }

    [Fact]
    public void An_image_that_is_larger_than_the_budget_is_not_kept_and_drops_nothing()
    {
        _cache.Add(Image("first"));
        _cache.Add(Image("second"));

        _cache.Add(Image("large", size: 4));

        Assert.Equal([true, true, false], Kept("first", "second", "large"));
        Assert.Equal(2 * Bytes, _cache.Bytes);
    }

    [Fact]
    public void An_image_that_has_no_room_beside_those_in_use_drops_nothing()
    {
        var used = Image("used", size: 2);
        used.Pins = 1;
        _cache.Add(used);
        _cache.Add(Image("unused"));

        _cache.Add(Image("large", size: 2));

        Assert.Equal([true, true, false], Kept("used", "unused", "large"));
    }

    private static ImageEmbeddings Image(string key, int size = 1) => new(key, new float[size * Bytes / sizeof(float)]);

    private bool[] Kept(params string[] keys) => [.. keys.Select(_cache.Contains)];
}
