using CsCheck;
using Judger.Grains.Slots;
using Judger.Testing.Routing;

namespace Judger.Grains.Tests.Routing;

/// <summary>No slot is drowned while another has less to do.</summary>
public sealed class BoundedLoadTests
{
    [Fact]
    public void The_bound_is_a_quarter_above_the_mean_for_any_images() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[0, 5].Array[1, 200]).Sample((count, images) =>
        {
            var slots = Routers.Slots(count);
            var router = Routers.Over(new VirtualTime(), slots);
            var loads = slots.ToDictionary(slot => slot.Key, _ => 0);
            for (var i = 0; i < images.Length; i++)
            {
                var chosen = router.First(Routers.Digest(images[i]));
                router.TryEnter(chosen);
                if (++loads[chosen] > Math.Ceiling(1.25 * (i + 1) / count)) return false;
            }

            return true;
        }, iter: 300);

    [Fact]
    public void Heavier_slots_have_a_higher_bound()
    {
        Slot[] slots = [new(Routers.Key("a/cuda:0/m"), ModelRole.All, "m", 1), new(Routers.Key("b/cuda:0/m"), ModelRole.All, "m", 3)];
        var router = Routers.Over(new VirtualTime(), slots);
        var loads = slots.ToDictionary(slot => slot.Key, _ => 0);
        for (var i = 0; i < 200; i++)
        {
            var chosen = router.First(Routers.Digest(i % 3));
            router.TryEnter(chosen);
            loads[chosen]++;
            foreach (var slot in slots)
                Assert.True(loads[slot.Key] <= Math.Ceiling(1.25 * (i + 1) * slot.Weight / 4), $"{slot.Key} has {loads[slot.Key]} of {i + 1}");
        }

        Assert.Equal(200, loads.Values.Sum());
        Assert.InRange(loads[Routers.Key("b/cuda:0/m")], 200 - 63, 188);
    }

    [Fact]
    public void What_is_above_the_bound_comes_behind_by_load()
    {
        var router = Routers.Over(new VirtualTime(), Routers.Slots(4));
        var order = router.All(Routers.Digest(1));
        for (var i = 0; i < 9; i++) router.TryEnter(order[0]);
        for (var i = 0; i < 5; i++) router.TryEnter(order[1]);

        // 15 with this one: 4.69 a slot at most, so 5; the others have none.
        Assert.Equal([order[2], order[3], order[1], order[0]], router.All(Routers.Digest(1)));
    }

    [Fact]
    public void An_image_returns_to_its_slot_when_work_has_left_it()
    {
        var router = Routers.Over(new VirtualTime(), Routers.Slots(4));
        var order = router.All(Routers.Digest(1));
        var visit = router.TryEnter(order[0])!;
        var other = router.TryEnter(order[0])!;

        Assert.Equal(order[1], router.First(Routers.Digest(1)));
        visit.Dispose();
        other.Dispose();
        other.Dispose();
        Assert.Equal(order, router.All(Routers.Digest(1)));
    }

    [Fact]
    public void Slots_that_take_no_work_do_not_count_in_the_mean()
    {
        var router = Routers.Over(new VirtualTime(), Routers.Slots(4));
        var order = router.All(Routers.Digest(1));
        foreach (var slot in order.Skip(2)) router.Refused(slot, TimeSpan.FromSeconds(5));
        router.TryEnter(order[0]);
        router.TryEnter(order[1]);

        // 3 with this one over two slots: 1.875, so 2. Over four it would be 1, and hashing would have no say.
        Assert.Equal(order[0], router.First(Routers.Digest(1)));
    }

    [Fact]
    public void The_share_travels_as_requests_for_each_unit_of_weight()
    {
        var router = Routers.Over(new VirtualTime(), Routers.Slots(4));
        for (var i = 0; i < 7; i++) router.TryEnter(Routers.Key("silo-0/cuda:0/llava"));

        router.Candidates(Routers.Digest(1), ModelRole.All, model: null, TimeSpan.Zero, out var share);

        Assert.Equal(2.5, share);
        Assert.True(BoundedLoad.Admits(load: 2, weight: 1, share));
        Assert.False(BoundedLoad.Admits(load: 3, weight: 1, share));
        Assert.True(BoundedLoad.Admits(load: 4, weight: 2, share));
        Assert.False(BoundedLoad.Admits(load: 5, weight: 2, share));
    }

    [Fact]
    public void Many_threads_leave_nothing_behind()
    {
        var router = Routers.Over(new VirtualTime(), Routers.Slots(4));
        var order = router.All(Routers.Digest(1));

        Parallel.For(0, 20_000, i =>
        {
            var slot = router.First(Routers.Digest(i % 10));
            using var visit = router.TryEnter(slot)!;
            router.Report(slot, new());
        });

        router.Candidates(Routers.Digest(1), ModelRole.All, model: null, TimeSpan.Zero, out var share);
        Assert.Equal(1.25 / 4, share);
        Assert.Equal(order, router.All(Routers.Digest(1)));
    }
}
