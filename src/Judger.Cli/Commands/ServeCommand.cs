using System.CommandLine;
using System.Globalization;
using Judger.Cli.Configuration;
using Judger.Cli.Hosting;
using Judger.Inference.Devices;
using Judger.Server.Configuration;
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
        var model = new Option<string[]>(ServeFlags.Model)
        {
            Description = "A model folder to serve, as `judger export` wrote it: short for --set Slots:0:ModelFolder=DIR. A second one is Slots:1, and so on. "
                + "[default: judger-tiny, the embedded model]",
        };
        var name = new Option<string[]>(ServeFlags.Name)
        {
            Description = "The name by which requests choose the model: short for --set Slots:0:Model=NAME. Default: the folder's last part.",
        };
        var device = new Option<string[]>(ServeFlags.Device)
        {
            Description = "The device of the model: cpu:0, cuda:N for a GPU, or simulated:N. Short for --set Slots:0:Device=DEVICE. Given once, it is that of "
                + "all models. Default: cpu:0.",
        };
        var url = new Option<string[]>(ServeFlags.Url)
        {
            Description = $"The URL to listen on: short for --set Http:Urls:0=URL. Default: {ServeConfiguration.FirstTryUrl} without configuration or with "
                + $"{ServeFlags.Model}.",
        };
        foreach (var (option, what) in new[] { (model, "path"), (name, "name"), (device, "device"), (url, "URL") })
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value))) result.AddError($"{option.Name} is empty; give a {what}.");
            });
        }

        device.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.Length > 0 && !DeviceName.TryParse(token.Value, out _)) is { } wrong)
                result.AddError($"{ServeFlags.Device} is \"{wrong.Value}\"; give cpu:0, cuda:N for a GPU, or simulated:N.");
        });
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
            + "  judger serve --model models/llava-7b --url http://127.0.0.1:8081\n"
            + "  judger serve --model models/llava-7b-float16 --name llava --device cuda:0\n"
            + "  judger serve --config gpu-node.json\n"
            + "  judger serve --config gpu-node.json --config /run/secrets/judger.json --check\n"
            + "  judger serve --set SiloName=gateway --set Cluster:Storage=Redis --set Cluster:ConnectionString=redis:6379\n"
            + "  judger serve --set Slots:0:Device=simulated:0 --set Slots:1:Device=simulated:1")
        {
            model, name, device, url, config, set, check, json, guard, verbose,
        };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            async () =>
        {
            var flags = new ServeFlags(parsed.GetValue(model) ?? [], parsed.GetValue(name) ?? [], parsed.GetValue(device) ?? [], parsed.GetValue(url) ?? []);
            try
            {
                var options = ServeConfiguration.Read(parsed.GetValue(config) ?? [], parsed.GetValue(set) ?? [], flags);
                if (!parsed.GetValue(check)) return await RunAsync(options, parsed.GetValue(json), parsed.GetValue(guard), cancellationToken);
                Console.WriteLine(ServeCheck.Summary(options));
                return CommandRunner.Success;
            }
            catch (Exception exception) when (CommandRunner.Known(exception) is { } known and not CliException && flags.Explain(known.Message) != known.Message)
            {
                throw new CliException(flags.Explain(known.Message), exception);
            }
        },
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(JudgerOptions options, bool logsJson, bool endsWithInput, CancellationToken cancellationToken)
    {
        HeapLimit.Apply(options.Memory.Limit);
        using var host = JudgerHost.Build(options, builder =>
        {
            ErrorLog.Use(builder.Logging, LogLevel.Information, logsJson);
            builder.Services.AddSingleton<SignalLifetime>();
            builder.Services.AddSingleton<IHostLifetime>(services => services.GetRequiredService<SignalLifetime>());
        });
        if (endsWithInput) StandardInput.ExitAtItsEnd();
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
    }
}
