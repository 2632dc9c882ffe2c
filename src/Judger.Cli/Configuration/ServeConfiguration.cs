using System.Text;
using Judger.Cli.Commands;
using Judger.Server.Configuration;
using Microsoft.Extensions.Configuration;

namespace Judger.Cli.Configuration;

/// <summary>Reads a silo's configuration: files, then environment variables, then the command line's settings, then its short forms.</summary>
internal static class ServeConfiguration
{
    public const string FirstTryUrl = "http://127.0.0.1:8080";

    /// <param name="files">JSON files; a later one wins over an earlier one.</param>
    /// <param name="settings">Values as Key=Value.</param>
    /// <param name="flags">Short forms; null for none.</param>
    /// <exception cref="CliException">
    /// A file cannot be read, or is not for a silo; or all values that are not of their key's kind, and all unknown keys.
    /// </exception>
    public static JudgerOptions Read(IReadOnlyList<FileInfo> files, IReadOnlyList<string> settings, ServeFlags? flags = null)
    {
        flags ??= ServeFlags.None;
        flags.RequireValid(settings);
        var configuration = Load([.. files.Select(ConfigurationFile.ReadChecked)], settings, flags);
        var section = configuration.GetSection(JudgerOptions.Section);

        // A variable of the section's own name is somebody else's, so only what is below it counts.
        var errors = ConfigurationSchema.Errors(section, typeof(JudgerOptions)).ToList();
        if (errors.Count > 0) throw new CliException($"The configuration is not valid: {string.Join(" ", errors)}");
        var options = new JudgerOptions();
        section.Bind(options);

        // A process that is the whole cluster is nothing without a model: unless others are named, it serves the embedded one. Where nothing is said at
        // all, on loopback, for a first try.
        if (options.Cluster.Storage == ClusterStorage.Memory && !section.GetSection(nameof(JudgerOptions.Slots)).Exists())
            options.Slots = [new() { ModelFolder = TinyModel.EmbeddedModel.Folder }];
        // A model that is named on the command line is to be asked, too.
        var isFirstTry = !section.GetChildren().Any() || (flags.Models.Count > 0 && options.Cluster.Storage == ClusterStorage.Memory);
        if (isFirstTry && !options.Http.IsOn) options.Http.Urls = [FirstTryUrl];
        return options;
    }

    private static IConfigurationRoot Load(IReadOnlyList<string> texts, IReadOnlyList<string> settings, ServeFlags flags)
    {
        var builder = new ConfigurationBuilder();
        foreach (var text in texts) builder.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        builder.AddEnvironmentVariables()
            .AddInMemoryCollection(settings.Select(Split).GroupBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase).Select(group => group.Last()))
            .AddInMemoryCollection(flags.Settings().Select(setting => KeyValuePair.Create($"{JudgerOptions.Section}:{setting.Key}", (string?)setting.Value)));
        try
        {
            return builder.Build();
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException)
        {
            // What is left after the check of the files: the same key twice, in other letters.
            throw new CliException($"The configuration cannot be read: {exception.GetBaseException().Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    private static KeyValuePair<string, string?> Split(string setting)
    {
        var at = setting.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0) throw new CliException($"--set {setting} is not Key=Value; write, for example, --set SiloName=gpu-0.");
        return KeyValuePair.Create($"{JudgerOptions.Section}:{setting[..at]}", (string?)setting[(at + 1)..]);
    }
}
