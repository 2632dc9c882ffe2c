using Judger.Grains.Catalog;
using Judger.Grains.Slots;

namespace Judger.Grains.Tests.Slots;

/// <summary>Which slots there are, as silos come, publish and go.</summary>
public sealed class SlotCatalogTests
{
    private static readonly SiloAddress A = FakeCluster.Address(1001);
    private static readonly SiloAddress B = FakeCluster.Address(1002);
    private readonly FakeCluster _cluster = new();
    private readonly SlotCatalog _catalog;

    public SlotCatalogTests() => _catalog = new(_cluster, _cluster, _cluster, FakeCluster.Metadata("own", new SlotOptions { ModelFolder = "own" }));

    [Fact]
    public void Slots_of_active_silos_are_there()
    {
        Start(A, "a", new SlotOptions { Device = "cuda:0", ModelFolder = "llava" }, new SlotOptions { Device = "cuda:1", ModelFolder = "llava" });
        Start(B, "b", new SlotOptions { ModelFolder = "tiny" });
        _cluster.Set(B, SiloStatus.ShuttingDown);

        Assert.Equal(["a/cuda:0/llava", "a/cuda:1/llava"], Keys());
        Assert.Equal(A, _catalog.OwnerOf(SlotKey.Parse("a/cuda:1/llava"), [B, A]));
        Assert.Null(_catalog.OwnerOf(SlotKey.Parse("a/cuda:1/llava"), [B]));
        Assert.Null(_catalog.OwnerOf(SlotKey.Parse("b/cpu:0/tiny"), [A, B]));
    }

    [Fact]
    public void Metadata_is_read_once_for_each_state_of_the_membership()
    {
        Start(A, "a", new SlotOptions { ModelFolder = "llava" });
        Start(B, "gateway");

        var slots = _catalog.Slots;
        var reads = _cluster.Reads;
        Assert.Same(slots, _catalog.Slots);
        Assert.NotNull(_catalog.OwnerOf(SlotKey.Parse("a/cpu:0/llava"), [A]));
        Assert.Equal(reads, _cluster.Reads);

        _cluster.Set(B, SiloStatus.Dead);
        Assert.NotSame(slots, _catalog.Slots);
        Assert.Equal(["a/cpu:0/llava"], Keys());
    }

    [Fact]
    public void Metadata_that_comes_after_the_membership_is_found()
    {
        _cluster.Set(A, SiloStatus.Active);
        var none = _catalog.Slots;
        Assert.Empty(none);
        Assert.Same(none, _catalog.Slots);

        _cluster.Publish(A, "a", new SlotOptions { ModelFolder = "llava" });
        Assert.Equal(["a/cpu:0/llava"], Keys());
    }

    [Fact]
    public void What_this_silo_has_is_known_before_its_metadata_comes()
    {
        Assert.Empty(_catalog.Slots);

        _cluster.Set(_cluster.SiloAddress, SiloStatus.Active);

        Assert.Equal(["own/cpu:0/own"], Keys());
        Assert.Equal(_cluster.SiloAddress, _catalog.SiloOf("own", [A, _cluster.SiloAddress]));
    }

    [Fact]
    public void A_silo_that_was_started_again_owns_its_slots_though_the_old_one_is_not_declared_dead()
    {
        var again = FakeCluster.Address(1001, generation: 2);
        Start(A, "a", new SlotOptions { ModelFolder = "llava" });
        Start(again, "a", new SlotOptions { ModelFolder = "llava" });

        Assert.Equal(["a/cpu:0/llava"], Keys());
        Assert.Equal(again, _catalog.OwnerOf(SlotKey.Parse("a/cpu:0/llava"), [A, again]));
    }

    private void Start(SiloAddress silo, string name, params SlotOptions[] slots)
    {
        _cluster.Publish(silo, name, slots);
        _cluster.Set(silo, SiloStatus.Active);
    }

    private IEnumerable<string> Keys() => _catalog.Slots.Select(slot => slot.Key.ToString()).Order(StringComparer.Ordinal);
}
