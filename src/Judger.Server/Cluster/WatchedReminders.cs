using Microsoft.Extensions.DependencyInjection;

namespace Judger.Server.Cluster;

/// <summary>A table of reminders under <see cref="StorageWatch"/>.</summary>
internal sealed class WatchedReminders(IReminderTable table, StorageWatch watch) : IReminderTable
{
    /// <summary>Puts the table that is registered under watch.</summary>
    public static void Watch(IServiceCollection services)
    {
        var registered = services.Last(service => service.ServiceType == typeof(IReminderTable));
        services.Remove(registered);
        services.AddSingleton<IReminderTable>(provider => new WatchedReminders(
            (IReminderTable)(registered.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!)),
            provider.GetRequiredService<StorageWatch>()));
    }

    public Task StartAsync(CancellationToken cancellationToken) => table.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => table.StopAsync(cancellationToken);

    public Task<ReminderTableData> ReadRows(GrainId grainId) => watch.ReadAsync(() => table.ReadRows(grainId));

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => watch.ReadAsync(() => table.ReadRows(begin, end));

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => watch.ReadAsync(() => table.ReadRow(grainId, reminderName));

    public Task<string?> UpsertRow(ReminderEntry entry) => watch.WriteAsync(() => table.UpsertRow(entry));

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => watch.WriteAsync(() => table.RemoveRow(grainId, reminderName, eTag));

    public Task TestOnlyClearTable() => table.TestOnlyClearTable();
}
