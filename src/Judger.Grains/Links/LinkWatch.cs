using System.Collections.Concurrent;
using Judger.Grains.Catalog;
using Judger.Grains.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Judger.Grains.Links;

/// <summary>
/// Asks every other silo once a second whether it is there. The slots of one that does not answer are tried last; one that others hear and this silo does not
/// is given up by one of the two, by <see cref="LinkRule"/>. Any thread.
/// </summary>
internal sealed partial class LinkWatch(
    IClusterMembershipService membership,
    SlotCatalog catalog,
    ILocalSiloDetails local,
    SlotRouter router,
    IServiceProvider services,
    LinkOptions options,
    TimeProvider time,
    ILogger<LinkWatch> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    // One missed answer is what a busy processor does.
    private static readonly TimeSpan Suspicious = 2 * Period;

    private readonly ConcurrentDictionary<SiloAddress, Peer> _peers = new();
    private readonly CancellationTokenSource _stopped = new();
    private Task _loop = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(LinkWatch), ServiceLifecycleStage.Active, Start, StopAsync);

    public void Dispose() => _stopped.Dispose();

    /// <summary>Whether a silo has answered lately.</summary>
    public bool Hears(SiloAddress silo) => silo.Equals(local.SiloAddress) || (_peers.TryGetValue(silo, out var peer) && Silence(peer) < Suspicious);

    private Task Start(CancellationToken cancellationToken)
    {
        _loop = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopped.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync()
    {
        var client = services.GetRequiredService<LinkClient>();
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(_stopped.Token))
        {
            try
            {
                Look(client);
            }
#pragma warning disable CA1031 // The next tick looks again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogFailed(exception);
            }
        }
    }

    private void Look(LinkClient client)
    {
        var members = Members();
        foreach (var gone in _peers.Keys.Except(members)) Forget(gone);
        foreach (var silo in members)
        {
            var peer = _peers.GetOrAdd(silo, _ => new() { HeardAt = time.GetTimestamp() });
            peer.Name ??= catalog.NameOf(silo);

            // None is waited for: one slow silo keeps no other from being asked.
            if (Interlocked.Exchange(ref peer.IsAsked, 1) == 0) _ = AskAsync(client, silo, peer);
            if (Silence(peer) < Suspicious) continue;
            if (peer.Name is not { } name) continue;
            router.Lost(name);
            if (!peer.IsNamed) LogSilent(name, silo);
            peer.IsNamed = true;
            if (Silence(peer) >= options.Silence && Interlocked.Exchange(ref peer.IsJudged, 1) == 0) _ = JudgeAsync(client, silo, name, peer, members);
        }
    }

    // The cluster may hold a silo to be dead before its silence is long enough to be named; a log without a word of it would leave nothing to look for.
    private void Forget(SiloAddress silo)
    {
        if (!_peers.TryRemove(silo, out var peer) || peer.IsNamed || !peer.IsUnanswered || peer.Name is not { } name) return;
        if (membership.CurrentSnapshot.GetSiloStatus(silo) == SiloStatus.Dead) LogLost(name, silo);
    }

    private async Task AskAsync(LinkClient client, SiloAddress silo, Peer peer)
    {
        try
        {
            await client.HearsAsync(silo, local.SiloAddress).WaitAsync(Period, time, _stopped.Token);
            peer.HeardAt = time.GetTimestamp();
            peer.IsUnanswered = false;
            if (!peer.IsNamed) return;
            peer.IsNamed = false;
            LogSpeaks(peer.Name!);
        }
#pragma warning disable CA1031 // That it is silent is all that matters.
        catch (Exception)
#pragma warning restore CA1031
        {
            peer.IsUnanswered = true;
        }
        finally
        {
            Interlocked.Exchange(ref peer.IsAsked, 0);
        }
    }

    private async Task JudgeAsync(LinkClient client, SiloAddress silo, string name, Peer peer, List<SiloAddress> members)
    {
        try
        {
            var heard = members.Where(Hears).ToList();
            var says = await Task.WhenAll(heard.Select(other => SaysAsync(client, other, silo)));
            var witnesses = says.Count(hears => hears);
            var (own, other) = (new LinkRule.Link(local.SiloAddress, catalog.SlotsOf(local.SiloAddress)), new LinkRule.Link(silo, catalog.SlotsOf(silo)));
            if (!LinkRule.GivesUp(members.Count + 1, heard.Count, witnesses, own, other) || Silence(peer) < options.Silence) return;
            LogGivenUp(name, silo, witnesses, heard.Count);
            await membership.TryKill(silo);
        }
#pragma warning disable CA1031 // It is judged again while it stays silent.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(exception);
        }
        finally
        {
            Interlocked.Exchange(ref peer.IsJudged, 0);
        }
    }

    private async Task<bool> SaysAsync(LinkClient client, SiloAddress asked, SiloAddress silo)
    {
        try
        {
            return await client.HearsAsync(asked, silo).WaitAsync(Period, time, _stopped.Token);
        }
#pragma warning disable CA1031 // No witness.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private List<SiloAddress> Members() =>
    [
        .. membership.CurrentSnapshot.Members.Values
            .Where(member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(local.SiloAddress))
            .Select(member => member.SiloAddress),
    ];

    private TimeSpan Silence(Peer peer) => time.GetElapsedTime(peer.HeardAt);

    [LoggerMessage(EventId = 1, EventName = "SiloSilent", Level = LogLevel.Warning, Message = "Silo {Name} ({Silo}) does not answer this silo; its slots are "
        + "tried last until it does, or until the cluster holds it to be dead")]
    private partial void LogSilent(string name, SiloAddress silo);

    [LoggerMessage(EventId = 2, EventName = "SiloSpeaks", Level = LogLevel.Information, Message = "Silo {Name} answers again")]
    private partial void LogSpeaks(string name);

    [LoggerMessage(EventId = 3, EventName = "SiloGivenUp", Level = LogLevel.Error, Message = "Silo {Name} ({Silo}) cannot talk with this silo, though "
        + "{Witnesses} of {Heard} others hear it: the network between the two loses what is sent. Silo {Name} is given up; it joins again when the network "
        + "works")]
    private partial void LogGivenUp(string name, SiloAddress silo, int witnesses, int heard);

    [LoggerMessage(EventId = 4, EventName = "LinkWatchFailed", Level = LogLevel.Warning, Message = "The other silos could not be watched; the next attempt "
        + "follows")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(EventId = 5, EventName = "SiloLost", Level = LogLevel.Warning, Message = "Silo {Name} ({Silo}) does not answer this silo, and the cluster "
        + "holds it to be dead; its slots are gone until it joins again")]
    private partial void LogLost(string name, SiloAddress silo);

    private sealed class Peer
    {
        public int IsAsked;
        public int IsJudged;
        private long _heardAt;
        private volatile bool _isUnanswered;

        public long HeardAt
        {
            get => Interlocked.Read(ref _heardAt);
            set => Interlocked.Exchange(ref _heardAt, value);
        }

        /// <summary>Whether the last question got no answer.</summary>
        public bool IsUnanswered
        {
            get => _isUnanswered;
            set => _isUnanswered = value;
        }

        public bool IsNamed { get; set; }

        /// <summary>The silo's name; null while it has not said it. It outlasts what the cluster knows of the silo.</summary>
        public string? Name { get; set; }
    }
}
