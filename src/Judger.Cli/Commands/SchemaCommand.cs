using System.CommandLine;
using Judger.Server;

namespace Judger.Cli.Commands;

/// <summary><c>judger schema</c>: the tables of a cluster that keeps its state in PostgreSQL.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var apply = new Option<string?>("--apply")
        {
            Description = "Makes the tables in the database of this connection string, or brings them up to date. Prints the statements unless given. A password belongs into PGPASSFILE or Passfile=, not onto a command line.",
        };
        var verbose = CommonOptions.Verbose();
        var command = new Command(
            "schema",
            "The tables of a cluster that keeps its state in PostgreSQL.\n\nExamples:\n  judger schema > schema.sql\n  judger schema --apply \"Host=db;Database=judger;Username=judger;Passfile=/run/secrets/pgpass\"")
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
            await Console.Error.WriteLineAsync("The tables are there.");
        },
            cancellationToken));
        return command;
    }
}
