using Npgsql;
using StackExchange.Redis;

namespace Judger.Server.Configuration;

/// <summary>Checks a connection string with the library that will read it. Errors never quote what may be a password.</summary>
internal static class ConnectionErrors
{
    private static readonly string[] Secrets = ["pass", "pwd"];

    /// <summary>The error and what to do, to be read after the configuration key; null when the string is valid.</summary>
    public static string? Of(ClusterStorage storage, string connection)
    {
        if (storage is not (ClusterStorage.Redis or ClusterStorage.Postgres)) return null;
        if (string.IsNullOrWhiteSpace(connection)) return $"is empty; say where {storage} is.";
        return storage == ClusterStorage.Redis ? OfRedis(connection) : OfPostgres(connection);
    }

    private static string? OfRedis(string connection)
    {
        const string Remedy = "give host:port and options as StackExchange.Redis takes them, such as redis:6379,ssl=true.";
        try
        {
            return ConfigurationOptions.Parse(connection).EndPoints.Count > 0 ? null : $"names no Redis server; {Remedy}";
        }
        catch (ArgumentException exception)
        {
            return $"is not a Redis connection{Reason(exception, connection)}; {Remedy}";
        }
    }

    private static string? OfPostgres(string connection)
    {
        const string Remedy = "give keys and values as Npgsql takes them, such as Host=db;Database=judger;Username=judger.";
        try
        {
            return new NpgsqlConnectionStringBuilder(connection).Host is { Length: > 0 } ? null : $"names no PostgreSQL server; {Remedy}";
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            return $"is not a PostgreSQL connection{Reason(exception, connection)}; {Remedy}";
        }
    }

    // A reason names the part that is wrong, and a password with a separator in it has parts.
    private static string Reason(Exception exception, string connection) =>
        Secrets.Any(secret => connection.Contains(secret, StringComparison.OrdinalIgnoreCase)) ? "" : $" ({exception.Message.ReplaceLineEndings(" ")})";
}
