using System.Reflection;
using Judger.Grains.Routing;
using Judger.Testing.Routing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Judger.Grains.Tests.Routing;

/// <summary>Silos asked for their loads.</summary>
public sealed class LoadExchangeTests
{
    private static readonly ImageDigest Image = Routers.Digest(1);

    [Fact]
    public async Task A_slot_that_others_keep_busy_is_known_to_be_and_a_silo_that_does_not_answer_delays_nobody()
    {
        var options = new RoutingOptions { RefreshLoadsEvery = TimeSpan.FromMilliseconds(10) };
        var router = Routers.Over(new VirtualTime(), Routers.Slots(3));
        var order = router.All(Image);
        var grains = DispatchProxy.Create<IGrainFactory, Silos>();
        ((Silos)grains).Loads = silo => order[2].Silo == silo
            ? new TaskCompletionSource<IReadOnlyDictionary<SlotKey, SlotLoad>>().Task
            : Task.FromResult<IReadOnlyDictionary<SlotKey, SlotLoad>>(
                new Dictionary<SlotKey, SlotLoad> { [new(silo, "cuda:0", "llava")] = new() { Running = order[0].Silo == silo ? 9 : 0 } });
        var exchange = new LoadExchange(router, grains, options, TimeProvider.System, NullLogger<LoadExchange>.Instance);

        await exchange.Start(TestContext.Current.CancellationToken);
        while (router.First(Image) == order[0]) await Task.Delay(5, TestContext.Current.CancellationToken);
        await exchange.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(order[1], router.First(Image));
    }

    /// <summary>A grain factory that knows silo grains only.</summary>
    public class Silos : DispatchProxy
    {
        public Func<string, Task<IReadOnlyDictionary<SlotKey, SlotLoad>>> Loads { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Assert.Equal(nameof(IGrainFactory.GetGrain), targetMethod!.Name);
            var grain = Create<ISiloGrain, SiloGrainProxy>();
            ((SiloGrainProxy)grain).Ask = () => Loads((string)args![0]!);
            return grain;
        }
    }

    /// <summary>A silo that tells its loads only.</summary>
    public class SiloGrainProxy : DispatchProxy
    {
        public Func<object> Ask { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Ask();
    }
}
