using System.Security.Cryptography;
using System.Text;
using Judger.Grains.Routing;
using Judger.Grains.Slots;
using Judger.Testing.Routing;

namespace Judger.Grains.Tests.Routing;

/// <summary>Routers over slots that a test names, and digests that it numbers.</summary>
internal static class Routers
{
    public static SlotRouter Over(VirtualTime time, params IReadOnlyList<Slot> slots) => new(() => slots, time, RoutingOptions.Default);

    /// <summary>Slots <c>silo-0/cuda:0/llava</c>, <c>silo-1/cuda:0/llava</c> and so on.</summary>
    public static Slot[] Slots(int count) => [.. Enumerable.Range(0, count).Select(i => new Slot($"silo-{i}/cuda:0/llava", ModelRole.All, "llava"))];

    public static string Digest(int image) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"image {image}")));

    public static string First(this SlotRouter router, string digest) => router.Candidates(digest, ModelRole.All, model: null)[0];

    public static IReadOnlyList<string> All(this SlotRouter router, string digest) => router.Candidates(digest, ModelRole.All, model: null);
}
