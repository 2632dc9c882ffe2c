using System.CommandLine;
using Judger.Server.Cluster.Postgres;

namespace Judger.Cli.Commands;

/// <summary><c>judger schema</c>: the tables of a cluster that keeps its state in PostgreSQL.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var apply = new Option<string?>("--apply")
        {
            Description = "Creates or updates the tables in the database of this connection string. Default: the statements are printed. Keep the password in "
                + "PGPASSFILE or Passfile=, not on the command line.",
        };
        var verbose = CommonOptions.Verbose();
        var command = new Command(
            "schema",
            "The tables of a cluster that keeps its state in PostgreSQL.\n\nExamples:\n  judger schema > schema.sql\n"
            + "  judger schema --apply \"Host=db;Database=judger;Username=judger;Passfile=/run/secrets/pgpass\"")
        {
            apply, verbose,
        };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            async () =>
        {
            if (parsed.GetValue(apply) is not { } connection)
            {
                Console.Write(PostgresSchema.Script);
                return;
            }

            await PostgresSchema.ApplyAsync(connection, cancellationToken);
            await Console.Error.WriteLineAsync("The tables are up to date.");
        },
            cancellationToken));
        return command;
    }
}
