using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Judger.Server.Cluster;

/// <summary>A grain storage under <see cref="StorageWatch"/>.</summary>
internal sealed class WatchedStorage(IGrainStorage storage, StorageWatch watch) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>Puts the storage that is registered under a name under watch.</summary>
    public static void Watch(IServiceCollection services, string name)
    {
        var registered = services.Last(service => service.ServiceType == typeof(IGrainStorage) && Equals(service.ServiceKey, name));
        services.Remove(registered);
        services.AddKeyedSingleton<IGrainStorage>(name, (provider, key) => new WatchedStorage(
            (IGrainStorage)registered.KeyedImplementationFactory!(provider, key), provider.GetRequiredService<StorageWatch>()));
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        watch.ReadAsync(() => storage.ReadStateAsync(stateName, grainId, grainState));

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        watch.WriteAsync(() => storage.WriteStateAsync(stateName, grainId, grainState));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        watch.WriteAsync(() => storage.ClearStateAsync(stateName, grainId, grainState));

    public void Participate(ISiloLifecycle lifecycle) => (storage as ILifecycleParticipant<ISiloLifecycle>)?.Participate(lifecycle);
}
