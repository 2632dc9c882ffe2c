using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Judger.Grains.Links;

/// <inheritdoc cref="ILinkService"/>
[Reentrant]
internal sealed class LinkService(LinkWatch watch, GrainId id, Silo silo, ILoggerFactory loggers) : GrainService(id, silo, loggers), ILinkService
{
    public Task<bool> HearsAsync(SiloAddress silo) => Task.FromResult(watch.Hears(silo));
}
