using Orleans.Runtime.Services;

namespace Judger.Grains.Links;

/// <summary>Reaches the <see cref="ILinkService"/> of a silo.</summary>
internal sealed class LinkClient(IServiceProvider services) : GrainServiceClient<ILinkService>(services)
{
    public Task<bool> HearsAsync(SiloAddress asked, SiloAddress silo) => GetGrainService(asked).HearsAsync(silo);
}
