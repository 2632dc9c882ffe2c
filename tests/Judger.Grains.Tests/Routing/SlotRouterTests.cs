using Judger.Grains.Routing;
using Judger.Grains.Slots;
using Judger.Testing.Routing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Judger.Grains.Tests.Routing;

/// <summary>What a router makes of what it hears from slots.</summary>
public sealed class SlotRouterTests
{
    private static readonly ImageDigest Image = Routers.Digest(1);
    private readonly VirtualTime _time = new();
    private readonly SlotRouter _router;
    private readonly IReadOnlyList<SlotKey> _order;

    public SlotRouterTests()
    {
        _router = Routers.Over(_time, Routers.Slots(4));
        _order = _router.All(Image);
    }

    [Fact]
    public void A_slot_that_refused_is_last_until_the_time_it_named()
    {
        _router.Refused(_order[0], TimeSpan.FromSeconds(4));

        Assert.Equal([_order[1], _order[2], _order[3], _order[0]], _router.All(Image));
        _time.Now = 3.9;
        Assert.Equal(_order[1], _router.First(Image));
        _time.Now = 4.1;
        Assert.Equal(_order, _router.All(Image));
    }

    [Fact]
    public void A_model_is_unknown_that_was_never_served()
    {
        Slot[] slots = [];
        var router = new SlotRouter(() => slots, _time, RoutingOptions.Default, NullLogger<SlotRouter>.Instance);

        // While there is nothing, nothing is known of what will be there.
        Assert.False(router.IsUnknown("large"));
        slots = [.. Routers.Slots(1)];
        Assert.Equal((false, true), (router.IsUnknown(slots[0].Model), router.IsUnknown("large")));

        // A model whose silo went away may come back.
        var served = slots[0].Model;
        slots = [slots[0] with { Model = "large" }];
        Assert.Equal((false, false, true), (router.IsUnknown(served), router.IsUnknown("large"), router.IsUnknown("small")));
        var error = Assert.Throws<ModelNotFoundException>(() => router.RequireModel("small"));
        Assert.Equal("The model \"small\" is not served. The cluster serves: large.", error.Message);
        slots = [];
        Assert.Equal("The model \"small\" is not served. The cluster serves none now.", router.NotServed("small").Message);
    }

    [Fact]
    public void A_question_with_little_time_closes_its_slot_to_no_other()
    {
        // The slot needs 5 s, and the question had 1.
        _router.Refused(_order[0], TimeSpan.FromSeconds(4), remaining: TimeSpan.FromSeconds(1));

        Assert.Equal(_order[0], First(TimeSpan.FromSeconds(5.1)));
        Assert.Equal(_order[1], First(TimeSpan.FromSeconds(4.9)));
        _time.Now = 3;
        Assert.Equal(_order[0], First(TimeSpan.FromSeconds(2.1)));
        Assert.Equal(_order[1], First(TimeSpan.FromSeconds(1)));

        SlotKey First(TimeSpan remaining) => _router.Candidates(Image, ModelRole.All, model: null, remaining, out _)[0];
    }

    [Fact]
    public void When_all_have_refused_the_one_that_is_back_soonest_is_first()
    {
        for (var i = 0; i < 4; i++) _router.Refused(_order[i], TimeSpan.FromSeconds(8 - i));

        Assert.Equal(_order.Reverse(), _router.All(Image));
        Assert.Equal(5, _router.RetryAfter(_order).TotalSeconds, 3);
        Assert.Equal(7, _router.RetryAfter([_order[0], _order[1]]).TotalSeconds, 3);
    }

    [Fact]
    public void Silos_are_asked_for_loads_that_nobody_told_when_questions_are_routed()
    {
        var silence = TimeSpan.FromSeconds(0.25);
        _time.Now = 1;
        using (_router.TryEnter(_order[1])) _router.Report(_order[1], new() { Running = 1 });
        _router.Refresh(_order[2], new() { Running = 3 });

        Assert.Equivalent(new[] { SiloOf(0), SiloOf(3) }, _router.SilentSilos(silence), strict: true);
        Assert.Empty(_router.SilentSilos(silence));
        _time.Now = 1.25;
        _router.First(Image);
        Assert.Equal(4, _router.SilentSilos(silence).Count);

        string SiloOf(int place) => _order[place].Silo;
    }

    [Fact]
    public void A_load_that_was_asked_for_counts_beside_what_this_silo_sends()
    {
        using var visit = _router.TryEnter(_order[0])!;
        _router.Refresh(_order[0], new() { Running = 1, Waiting = 20 });

        // 21 are there, one of them this silo's: were it counted twice, the slot would have 22.
        Assert.NotEqual(_order[0], _router.First(Image));
        _router.Candidates(Image, ModelRole.All, model: null, TimeSpan.Zero, out var share);
        Assert.Equal(1.25 * (21 + 1) / 4, share, 6);
    }

    [Fact]
    public void A_refusal_is_not_heeded_for_ever()
    {
        _router.Refused(_order[0], TimeSpan.MaxValue);

        _time.Now = 61;
        Assert.Equal(_order[0], _router.First(Image));
    }

    [Fact]
    public void A_silo_that_does_not_answer_is_avoided_with_all_its_slots_for_some_seconds()
    {
        var router = Routers.Over(_time, [
            .. Routers.Slots(3),
            new(Routers.Key("silo-0/cuda:1/llava"), ModelRole.All, "llava"),
            new(Routers.Key("silo-01/cuda:0/llava"), ModelRole.All, "llava"),
        ]);
        router.Lost(Routers.Key("silo-0/cuda:0/llava"));

        Assert.Equal([Routers.Key("silo-0/cuda:0/llava"), Routers.Key("silo-0/cuda:1/llava")], router.All(Image).TakeLast(2).OrderBy(slot => slot.ToString()));
        _time.Now = 2.9;
        Assert.Equal("silo-0", router.All(Image)[^1].Silo);
        _time.Now = 3.1;
        Assert.Equal(
            [Routers.Key("silo-0/cuda:0/llava"), Routers.Key("silo-0/cuda:1/llava")],
            Enumerable.Range(0, 100)
                .Select(image => router.First(Routers.Digest(image)))
                .Where(slot => slot.Silo == "silo-0")
                .Distinct()
                .OrderBy(slot => slot.ToString()));
    }

    [Fact]
    public void A_slot_that_answers_is_not_lost()
    {
        _router.Lost(_order[0]);
        _router.Report(_order[0], new());

        Assert.Equal(_order, _router.All(Image));
    }

    [Fact]
    public void A_stopping_slot_is_last_even_if_it_has_nothing_to_do()
    {
        _router.Report(_order[0], new() { IsDraining = true });

        Assert.Equal(_order[0], _router.All(Image)[^1]);
        _time.Now = 31;
        Assert.Equal(_order, _router.All(Image));
    }

    [Fact]
    public void What_others_have_on_a_slot_counts_and_fades()
    {
        _router.Report(_order[0], new() { Running = 8, Waiting = 12 });

        Assert.Equal(_order[0], _router.All(Image)[^1]);
        _time.Now = 0.5;
        Assert.Equal(10, Load(_order[0]), 3);
        _time.Now = 1;
        Assert.Equal(_order, _router.All(Image));
        Assert.Equal(0, Load(_order[0]), 3);
    }

    [Fact]
    public void What_this_silo_has_there_is_not_counted_twice()
    {
        var visits = Enumerable.Range(0, 5).Select(_ => _router.TryEnter(_order[0])!).ToList();

        // The work of the fifth is over there; four of this silo's and three of others are not.
        _router.Report(_order[0], new() { Running = 7 });
        visits[4].Dispose();
        Assert.Equal(7, Load(_order[0]), 3);

        // What went and came since counts too.
        visits[3].Dispose();
        visits[2].Dispose();
        Assert.Equal(5, Load(_order[0]), 3);
        _router.TryEnter(_order[0]);
        Assert.Equal(6, Load(_order[0]), 3);
        _time.Now = 1;
        Assert.Equal(3, Load(_order[0]), 3);
    }

    [Fact]
    public void Only_slots_with_all_roles_and_the_model_are_candidates()
    {
        Slot[] slots =
        [
            new(Routers.Key("a/cuda:0/llava"), ModelRole.All, "llava"),
            new(Routers.Key("b/cuda:0/llava"), ModelRole.Baseline | ModelRole.Cropper, "llava"),
            new(Routers.Key("c/cuda:0/tiny"), ModelRole.All, "tiny"),
        ];
        var router = Routers.Over(_time, slots);

        Assert.Equal(
            [Routers.Key("a/cuda:0/llava"), Routers.Key("c/cuda:0/tiny")], router.Candidates(Image, ModelRole.All, null).OrderBy(slot => slot.ToString()));
        Assert.Equal(
            [Routers.Key("a/cuda:0/llava"), Routers.Key("b/cuda:0/llava")],
            router.Candidates(Image, ModelRole.Baseline, "llava").OrderBy(slot => slot.ToString()));
        Assert.Equal([Routers.Key("c/cuda:0/tiny")], router.Candidates(Image, ModelRole.All, "tiny"));
        Assert.Empty(router.Candidates(Image, ModelRole.All, "gpt"));
        Assert.Equal(["llava", "tiny"], router.Models);
    }

    [Fact]
    public void Without_slots_there_is_nothing_to_route_to()
    {
        var router = Routers.Over(_time);

        Assert.Empty(router.All(Image));
        Assert.Equal(3, router.RetryAfter([]).TotalSeconds, 3);
    }

    [Fact]
    public void Backlogs_tell_when_there_is_room_and_are_worked_off()
    {
        foreach (var slot in _order) _router.Report(slot, new() { Waiting = 3, Backlog = TimeSpan.FromSeconds(6) });
        _router.Report(_order[2], new() { Waiting = 3, Backlog = TimeSpan.FromSeconds(4) });

        Assert.Equal(4, _router.RetryAfter(_order).TotalSeconds, 3);
        _time.Now = 3;
        Assert.Equal(1, _router.RetryAfter(_order).TotalSeconds, 3);
        _time.Now = 5;
        Assert.Equal(TimeSpan.Zero, _router.RetryAfter(_order));
    }

    [Fact]
    public void What_is_known_of_slots_outlives_a_change_of_the_cluster()
    {
        IReadOnlyList<Slot> slots = Routers.Slots(4);
        var router = new SlotRouter(() => slots, _time, RoutingOptions.Default, NullLogger<SlotRouter>.Instance);
        var visit = router.TryEnter(_order[0])!;
        router.Refused(_order[1], TimeSpan.FromSeconds(9));

        slots = Routers.Slots(6);
        Assert.Equal(_order[1], router.All(Image)[^1]);
        router.Candidates(Image, ModelRole.All, model: null, TimeSpan.Zero, out var share);
        Assert.Equal(1.25 * 2 / 5, share);
        visit.Dispose();
        router.Candidates(Image, ModelRole.All, model: null, TimeSpan.Zero, out share);
        Assert.Equal(1.25 / 5, share);
    }

    [Fact]
    public void A_slot_that_is_gone_may_still_be_spoken_of()
    {
        using (_router.TryEnter(Routers.Key("gone/cuda:0/llava"))) _router.Report(Routers.Key("gone/cuda:0/llava"), new() { Running = 9 });
        _router.Lost(Routers.Key("gone/cuda:0/llava"));
        _router.Refused(Routers.Key("gone/cuda:0/llava"), TimeSpan.FromSeconds(9));

        Assert.Equal(_order, _router.All(Image));
        Assert.Equal(TimeSpan.Zero, _router.RetryAfter([Routers.Key("gone/cuda:0/llava")]));
    }

    [Fact]
    public void Routing_allocates_the_answer_and_nothing_else()
    {
        var router = Routers.Over(_time, Routers.Slots(64));
        for (var i = 0; i < 1000; i++) router.All(Image);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) router.All(Image);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 1000.0;

        // 64 references and the array's header.
        Assert.InRange(each, 1, 560);
    }

    /// <summary>The load that the router holds a slot to have, by the mean over all when the others have none.</summary>
    private double Load(SlotKey slot)
    {
        Assert.Contains(slot, _order);
        _router.Candidates(Image, ModelRole.All, model: null, TimeSpan.Zero, out var share);
        return (share * _order.Count / RoutingOptions.Default.LoadFactor) - 1;
    }
}
