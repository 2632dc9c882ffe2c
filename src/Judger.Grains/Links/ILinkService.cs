using Orleans.Services;

namespace Judger.Grains.Links;

/// <summary>Answers other silos, to show that this one hears them and is heard. It is reached by its silo's address, without the grain directory.</summary>
[Alias("judger.ILinkService")]
internal interface ILinkService : IGrainService
{
    /// <summary>Whether this silo hears another one. True for itself.</summary>
    [Alias("Hears")]
    Task<bool> HearsAsync(SiloAddress silo);
}
