using System.CommandLine;
using System.Globalization;
using Judger.Cli.Configuration;
using Judger.Cli.Hosting;
using Judger.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Judger.Cli.Commands;

/// <summary><c>judger serve</c>: one silo of a cluster, until it is stopped.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    public static Command Create()
    {
        var config = new Option<FileInfo[]>("--config")
        {
            Description = "A JSON file with the section \"Judger\". May be given several times: a later file wins, so that secrets can have one of their own.",
        };
        var set = new Option<string[]>("--set")
        {
            Description = "One value, as Key=Value below the section: --set Cluster:Storage=Redis. It wins over the file and over variables such "
                + "as Judger__Cluster__Storage.",
        };
        var json = new Option<bool>("--log-json") { Description = "Writes the log as JSON lines with trace ids, for those who collect it." };
        var check = new Option<bool>("--check")
        {
            Description = "Reads and validates the configuration, prints what would be served, and exits. Nothing is loaded, resolved or connected to.",
        };
        var guard = new Option<bool>("--exit-with-stdin") { Description = "Ends when standard input does.", Hidden = true };
        var verbose = CommonOptions.Verbose();
        var command = new Command(
            Name,
            "Runs a silo: loads its models, joins the cluster and serves until it is stopped (Ctrl-C or SIGTERM); then it finishes the work it has. A second "
            + "signal ends it at once.\n\nExamples:\n"
            + "  judger serve\n"
            + "  judger serve --config gpu-node.json\n"
            + "  judger serve --config gpu-node.json --config /run/secrets/judger.json --check\n"
            + "  judger serve --set SiloName=gateway --set Cluster:Storage=Redis --set Cluster:ConnectionString=redis:6379\n"
            + "  judger serve --set Slots:0:Device=simulated:0 --set Slots:1:Device=simulated:1")
        {
            config, set, check, json, guard, verbose,
        };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            async () =>
        {
            var options = ServeConfiguration.Read(parsed.GetValue(config) ?? [], parsed.GetValue(set) ?? []);
            if (parsed.GetValue(check))
            {
                Console.WriteLine(ServeCheck.Summary(options));
                return CommandRunner.Success;
            }

            HeapLimit.Apply(options.Memory.Limit);
            using var host = JudgerHost.Build(options, builder =>
            {
                ErrorLog.Use(builder.Logging, LogLevel.Information, parsed.GetValue(json));
                builder.Services.AddSingleton<SignalLifetime>();
                builder.Services.AddSingleton<IHostLifetime>(services => services.GetRequiredService<SignalLifetime>());
            });
            if (parsed.GetValue(guard)) StandardInput.ExitAtItsEnd();
            try
            {
                await host.StartAsync(cancellationToken);
            }
            catch when (host.Services.GetRequiredService<SignalLifetime>().IsAskedToStop)
            {
                await Console.Error.WriteLineAsync("stopped before ready");
                return CommandRunner.Success;
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"ready: silo {options.SiloName}, gateway {options.Endpoint.Address}:{options.Endpoint.GatewayPort}, "
                + $"{(host is WebApplication web ? string.Concat(web.Urls.Select(url => $"{url}, ")) : "")}{options.Slots.Count} "
                + $"slots{string.Concat(options.Slots.Select(slot => $" {slot.Device}/{slot.ModelName}"))}"));
            await host.WaitForShutdownAsync(CancellationToken.None);

            // What ended the host may have said how the process ends. What a command returns would take its place.
            return Environment.ExitCode;
        },
            cancellationToken));
        return command;
    }
}
