using System.CommandLine;
using System.Text.Json;
using Judger.Server.Http.Security;

namespace Judger.Cli.Commands;

/// <summary><c>judger key</c>: a new API key.</summary>
internal static class KeyCommand
{
    public static Command Create()
    {
        var name = new Option<string>("--name") { Description = "Who holds it.", DefaultValueFactory = _ => "default" };
        name.NotEmpty("name");
        var admin = new Option<bool>("--admin") { Description = "Also lets its holder see the cluster." };
        var metrics = new Option<bool>("--metrics") { Description = "Lets its holder read metrics and nothing else: for Prometheus." };
        var json = CommonOptions.Json();
        var verbose = CommonOptions.Verbose();
        var command = new Command(
            "key",
            "Makes an API key: the key for its holder, and its hash for the silos' configuration, which never see the key.\n\nExamples:\n"
            + "  judger key --name shop\n  judger key --name operator --admin\n  judger key --name prometheus --metrics")
        {
            name, admin, metrics, json, verbose,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(admin) && result.GetValue(metrics))
                result.AddError("--admin and --metrics exclude each other: an admin's key reads metrics too.");
        });
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            () =>
            {
                var key = ApiKeyHash.NewKey();
                string[] scopes = parsed.GetValue(admin) ? ["Ask", "Admin"] : parsed.GetValue(metrics) ? ["Metrics"] : ["Ask"];
                var settings = new { Name = parsed.GetValue(name), Sha256 = ApiKeyHash.Of(key), Scopes = scopes };
                if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(new { key, settings }));
                else Console.WriteLine($"Key, shown once: {key}\nIn the configuration, below Judger:Http:ApiKeys: {JsonSerializer.Serialize(settings)}");
                return Task.CompletedTask;
            },
            cancellationToken));
        return command;
    }
}
