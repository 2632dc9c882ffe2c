using CsCheck;
using Judger.Grains.Routing;
using Judger.Grains.Slots;
using Judger.Testing.Routing;

namespace Judger.Grains.Tests.Routing;

/// <summary>What every silo and every release must agree on, and what hashing promises.</summary>
public sealed class RendezvousTests
{
    private static readonly Gen<int> Image = Gen.Int[0, 1_000_000];

    [Fact]
    public void Hashes_and_scores_are_the_same_in_every_process_and_release()
    {
        Assert.Equal(0xf4b418eb1afcd693UL, Rendezvous.HashSlot("gpu-3/cuda:0/llava-7b"));
        Assert.Equal(0xba7816bf8f01cfeaUL, Rendezvous.Hash(ImageDigest.Parse("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")));
        Assert.Equal(2.8759631168460214, Rendezvous.Score(0x0123456789abcdef, 0xfedcba9876543210, 1), 12);
        Assert.Equal(7.36351797410493, Rendezvous.Score(0x0123456789abcdef, 0xba7816bf8f01cfea, 2), 12);
    }

    [Fact]
    public void Images_keep_their_slots_in_every_release()
    {
        var router = Routers.Over(new VirtualTime(), Routers.Slots(8));

        Assert.Equal(
            "silo-4 silo-2 silo-3 silo-1 silo-0 silo-3 silo-7 silo-7 silo-5 silo-4 silo-7 silo-6",
            string.Join(' ', Enumerable.Range(0, 12).Select(image => router.First(Routers.Digest(image)).Silo)));
    }

    [Fact]
    public void A_slot_that_leaves_moves_its_own_images_only() =>
        Gen.Select(Gen.Int[2, 20], Gen.Int[0, 19], Image).Sample((count, leaving, image) =>
        {
            var slots = Routers.Slots(count);
            var gone = slots[leaving % count].Key;
            var before = Routers.Over(new VirtualTime(), slots).All(Routers.Digest(image));
            var after = Routers.Over(new VirtualTime(), [.. slots.Where(slot => slot.Key != gone)]).All(Routers.Digest(image));

            return before.Where(slot => slot != gone).SequenceEqual(after);
        }, iter: 2000);

    [Fact]
    public void A_slot_that_joins_takes_its_share_and_moves_nothing_else()
    {
        var (before, after) = (Routers.Over(new VirtualTime(), Routers.Slots(9)), Routers.Over(new VirtualTime(), Routers.Slots(10)));
        var taken = 0;
        for (var image = 0; image < 20_000; image++)
        {
            var (old, now) = (before.First(Routers.Digest(image)), after.First(Routers.Digest(image)));
            if (old == now) continue;
            Assert.Equal(Routers.Key("silo-9/cuda:0/llava"), now);
            taken++;
        }

        Assert.InRange(taken, 1800, 2200);
    }

    [Fact]
    public void Images_are_spread_evenly()
    {
        var router = Routers.Over(new VirtualTime(), Routers.Slots(64));
        var counts = Enumerable.Range(0, 100_000).CountBy(image => router.First(Routers.Digest(image))).Select(pair => pair.Value).ToList();

        // 1,562.5 each, with a standard deviation of 39.
        Assert.Equal(64, counts.Count);
        Assert.InRange(counts.Max() / (100_000 / 64.0), 1, 1.12);
        Assert.InRange(counts.Min() / (100_000 / 64.0), 0.88, 1);
    }

    [Fact]
    public void Images_are_spread_by_weight()
    {
        Slot[] slots =
        [
            new(Routers.Key("a/cuda:0/m"), ModelRole.All, "m", 1),
            new(Routers.Key("b/cuda:0/m"), ModelRole.All, "m", 2),
            new(Routers.Key("c/cuda:0/m"), ModelRole.All, "m", 5),
        ];
        var router = Routers.Over(new VirtualTime(), slots);
        var counts = Enumerable.Range(0, 40_000).CountBy(image => router.First(Routers.Digest(image))).ToDictionary();

        Assert.InRange(counts[Routers.Key("a/cuda:0/m")], 4_700, 5_300);
        Assert.InRange(counts[Routers.Key("b/cuda:0/m")], 9_600, 10_400);
        Assert.InRange(counts[Routers.Key("c/cuda:0/m")], 24_500, 25_500);
    }

    [Fact]
    public void A_heavier_slot_takes_images_and_gives_none_away() =>
        Gen.Select(Gen.Int[2, 12], Gen.Double[1, 4], Image).Sample((count, weight, image) =>
        {
            var slots = Routers.Slots(count);
            var old = Routers.Over(new VirtualTime(), slots).First(Routers.Digest(image));
            var now = Routers.Over(new VirtualTime(), [slots[0] with { Weight = weight }, .. slots[1..]]).First(Routers.Digest(image));

            return now == old || now == slots[0].Key;
        }, iter: 2000);
}
