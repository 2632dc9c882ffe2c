using Judger.Grains.Storage;
using Judger.Server.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;

namespace Judger.Server.Cluster.Postgres;

/// <summary>A cluster that keeps everything in PostgreSQL.</summary>
internal static class PostgresCluster
{
    private const string Provider = "Npgsql";

    public static ISiloBuilder UsePostgresCluster(this ISiloBuilder silo, JudgerOptions options)
    {
        var connection = options.Cluster.ConnectionString;
        silo.UseAdoNetClustering(table => (table.Invariant, table.ConnectionString) = (Provider, connection));
        silo.UseAdoNetReminderService(table => (table.Invariant, table.ConnectionString) = (Provider, connection));
        foreach (var name in StorageNames.All)
        {
            silo.AddAdoNetGrainStorage(name, (OptionsBuilder<AdoNetGrainStorageOptions> table) => table.Configure<IServiceProvider>((storage, services) =>
            {
                (storage.Invariant, storage.ConnectionString) = (Provider, connection);
                storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>());
            }));
        }

        silo.Services.AddHostedService(
            services => ActivatorUtilities.CreateInstance<PostgresSweep>(services, connection, options.Cluster.ServiceId, options.Questions.Retention));
        return silo;
    }

    /// <summary>Returns when PostgreSQL answers and has the tables.</summary>
    /// <exception cref="NpgsqlException">It does not, or refuses.</exception>
    public static async Task ProbeAsync(string connection, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(
            "SELECT FROM orleansmembershiptable, orleansstorage, orleansreminderstable, orleansquery WHERE false");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
