using Judger.Server.Configuration;
using Npgsql;

namespace Judger.Server.Cluster.Postgres;

/// <summary>The tables that a cluster needs in PostgreSQL.</summary>
public static class PostgresSchema
{
    private const string Resource = "Judger.Server.schema.sql";

    /// <summary>The statements that make them. They may be run again at any time; what is stored stays.</summary>
    public static string Script
    {
        get
        {
            using var reader = new StreamReader(typeof(PostgresSchema).Assembly.GetManifestResourceStream(Resource)!);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Makes the tables, or brings them up to date.</summary>
    /// <param name="connection">How PostgreSQL is reached, as Npgsql takes it.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    /// <exception cref="ServerConfigurationException">The connection is not valid, or the database refuses.</exception>
    public static async Task ApplyAsync(string connection, CancellationToken cancellationToken)
    {
        if (ConnectionErrors.Of(ClusterStorage.Postgres, connection) is { } error) throw new ServerConfigurationException($"The connection string {error}");
        try
        {
            await using var source = NpgsqlDataSource.Create(connection);
            await using var opened = await source.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(Script, opened);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            throw new ServerConfigurationException(
                $"PostgreSQL could not be prepared ({exception.Message.ReplaceLineEndings(" ")}); check the connection string, and that "
                + "its user may create tables.",
                exception);
        }
    }
}
