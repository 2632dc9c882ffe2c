using System.CommandLine;
using System.Globalization;
using Judger.Cli.Configuration;
using Microsoft.Extensions.Configuration;

namespace Judger.Cli.Commands;

/// <summary><c>judger health</c>: asks a silo whether it can answer questions; for containers, which have no curl.</summary>
internal static class HealthCommand
{
    public static Command Create()
    {
        var url = new Option<Uri?>("--url")
        {
            Description = $"The silo's HTTP address. Default: Judger__Http__Urls__0 of the environment, or {ServeConfiguration.FirstTryUrl}.",
            CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https"
                ? parsed
                : Refuse(result),
        };
        var live = new Option<bool>("--live") { Description = "Checks whether it is alive, not whether it can answer questions." };
        var timeout = new Option<int>("--timeout") { Description = "Most seconds to wait.", DefaultValueFactory = _ => 5 };
        timeout.AtLeast(1);
        var verbose = CommonOptions.Verbose();
        var command = new Command(
            "health",
            "Asks a silo whether it is ready: joined, and every role can be reached. One line; exit code 0 when it is, 1 when it is not.\n\nExamples:\n"
            + "  judger health\n  judger health --url http://127.0.0.1:8081 --live")
        {
            url, live, timeout, verbose,
        };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            async () => Console.WriteLine(await AskAsync(
                new(parsed.GetValue(url) ?? Configured(), parsed.GetValue(live) ? "/health/live" : "/health/ready"),
                TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                cancellationToken)),
            cancellationToken));
        return command;
    }

    private static async Task<string> AskAsync(Uri place, TimeSpan patience, CancellationToken cancellationToken)
    {
        // The silo is near: a proxy of the environment is not for it.
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = patience };
        try
        {
            using var response = await client.GetAsync(place, cancellationToken);
            var text = (await response.Content.ReadAsStringAsync(cancellationToken)).ReplaceLineEndings(" ");
            return response.IsSuccessStatusCode
                ? text
                : throw new CliException($"{place} answers {((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)} {text}".TrimEnd());
        }
        catch (HttpRequestException exception)
        {
            throw new CliException($"{place} does not answer ({exception.Message}); check that a silo serves HTTP there.", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CliException($"{place} does not answer within {patience.TotalSeconds:F0} s.", exception);
        }
    }

    private static Uri Configured()
    {
        var text = new ConfigurationBuilder().AddEnvironmentVariables().Build()["Judger:Http:Urls:0"] ?? ServeConfiguration.FirstTryUrl;

        // Every address of this computer is reached by loopback, and a wildcard by nobody.
        foreach (var any in new[] { "//*", "//+", "//0.0.0.0", "//[::]" }) text = text.Replace(any, "//127.0.0.1", StringComparison.Ordinal);
        return Uri.TryCreate(text, UriKind.Absolute, out var url)
            ? url
            : throw new CliException($"Judger__Http__Urls__0 is \"{text}\"; give an address such as {ServeConfiguration.FirstTryUrl}.");
    }

    private static Uri? Refuse(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"--url is \"{result.Tokens[0].Value}\"; give an address such as {ServeConfiguration.FirstTryUrl}.");
        return null;
    }
}
