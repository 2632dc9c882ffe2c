using System.Text;
using Judger.Grains.Routing;
using Judger.Grains.Slots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Judger.Grains.Tests.Routing;

/// <summary>Routers over slots that a test names, and digests that it numbers.</summary>
internal static class Routers
{
    public static SlotRouter Over(TimeProvider time, params IReadOnlyList<Slot> slots) =>
        new(() => slots, time, RoutingOptions.Default, NullLogger<SlotRouter>.Instance);

    /// <summary>Slots <c>silo-0/cuda:0/llava</c>, <c>silo-1/cuda:0/llava</c> and so on.</summary>
    public static Slot[] Slots(int count) => [.. Enumerable.Range(0, count).Select(i => new Slot(new($"silo-{i}", "cuda:0", "llava"), ModelRole.All, "llava"))];

    public static SlotKey Key(string key) => SlotKey.Parse(key);

    public static ImageDigest Digest(int image) => ImageDigest.Of(Encoding.UTF8.GetBytes($"image {image}"));

    public static SlotKey First(this SlotRouter router, ImageDigest digest) => router.Candidates(digest, ModelRole.All, model: null)[0];

    public static IReadOnlyList<SlotKey> All(this SlotRouter router, ImageDigest digest) => router.Candidates(digest, ModelRole.All, model: null);
}
