using Judger.Cli.Commands;
using Judger.Server.Configuration;
using Microsoft.Extensions.Configuration;

namespace Judger.Cli.Hosting;

/// <summary>Reads a silo's configuration: files, then environment variables, then the command line.</summary>
internal static class ServeConfiguration
{
    public const string FirstTryUrl = "http://127.0.0.1:8080";

    /// <param name="files">JSON files; a later one wins over an earlier one.</param>
    /// <param name="settings">Values as Key=Value.</param>
    /// <exception cref="CliException">A file cannot be read, or a value is not of its key's kind, or a key is unknown.</exception>
    public static JudgerOptions Read(IReadOnlyList<FileInfo> files, IReadOnlyList<string> settings)
    {
        try
        {
            var builder = new ConfigurationBuilder();
            foreach (var file in files)
            {
                if (!file.Exists) throw new CliException($"{file.FullName} does not exist; check the path.");
                builder.AddJsonFile(file.FullName);
            }

            var configuration = builder.AddEnvironmentVariables()
                .AddInMemoryCollection(settings.Select(Split).GroupBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase).Select(group => group.Last()))
                .Build();
            var options = new JudgerOptions();
            configuration.GetSection(JudgerOptions.Section).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);

            // A process that is the whole cluster is nothing without a model: unless others are named, it serves the embedded one. Where nothing is said at
            // all, on loopback, for a first try.
            var section = configuration.GetSection(JudgerOptions.Section);
            if (options.Cluster.Storage == ClusterStorage.Memory && !section.GetSection(nameof(JudgerOptions.Slots)).Exists())
                options.Slots = [new() { ModelFolder = TinyModel.EmbeddedModel.Folder }];
            if (!section.Exists()) options.Http.Urls = [FirstTryUrl];

            return options;
        }
        catch (Exception exception) when (exception is InvalidOperationException or InvalidDataException or FormatException)
        {
            throw new CliException(
                $"The configuration cannot be read: {exception.Message.ReplaceLineEndings(" ")} {exception.InnerException?.Message.ReplaceLineEndings(" ")}"
                    .TrimEnd(),
                exception);
        }
    }

    private static KeyValuePair<string, string?> Split(string setting)
    {
        var at = setting.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0) throw new CliException($"--set {setting} is not Key=Value; write, for example, --set SiloName=gpu-0.");
        return KeyValuePair.Create($"{JudgerOptions.Section}:{setting[..at]}", (string?)setting[(at + 1)..]);
    }
}
