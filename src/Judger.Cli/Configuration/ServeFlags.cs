using Judger.Cli.Commands;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;

namespace Judger.Cli.Configuration;

/// <summary>Short forms of <c>judger serve</c> for keys of the configuration. They win over every other source.</summary>
/// <param name="Models">The folder of each slot's model, in the order of slots.</param>
/// <param name="Names">The name under which each of them is served; may be shorter than <paramref name="Models"/>.</param>
/// <param name="Devices">The device of each of them, or one for all.</param>
/// <param name="Urls">The URLs to listen on.</param>
internal sealed record ServeFlags(
    IReadOnlyList<string> Models, IReadOnlyList<string> Names, IReadOnlyList<string> Devices, IReadOnlyList<string> Urls)
{
    public const string Model = "--model";
    public const string Name = "--name";
    public const string Device = "--device";
    public const string Url = "--url";

    public static ServeFlags None { get; } = new([], [], [], []);

    /// <summary>The keys below the section, each with the flag that stands for it and its value.</summary>
    public IEnumerable<(string Key, string Flag, string Value)> Settings()
    {
        for (var slot = 0; slot < Math.Max(Models.Count, Math.Max(Names.Count, Devices.Count)); slot++)
        {
            if (slot < Models.Count) yield return ($"Slots:{slot}:ModelFolder", Model, Models[slot]);
            if (slot < Names.Count) yield return ($"Slots:{slot}:Model", Name, Names[slot]);
            if (slot < Devices.Count || Devices.Count == 1) yield return ($"Slots:{slot}:Device", Device, Devices[Math.Min(slot, Devices.Count - 1)]);
        }

        for (var index = 0; index < Urls.Count; index++) yield return ($"Http:Urls:{index}", Url, Urls[index]);
    }

    /// <summary>Refuses flags that contradict each other or <c>--set</c>, and folders that hold no model.</summary>
    /// <param name="settings">What <c>--set</c> was given, as Key=Value.</param>
    /// <exception cref="CliException">The first of them, naming the flag.</exception>
    public void RequireValid(IReadOnlyList<string> settings)
    {
        if (Models.Count > 0 && Names.Count > Models.Count)
            throw new CliException($"{Name} is given {Names.Count} times and {Model} {Times(Models.Count)}; give one name for each model.");
        if (Models.Count > 0 && Devices.Count > 1 && Devices.Count != Models.Count)
        {
            throw new CliException(
                $"{Device} is given {Devices.Count} times and {Model} {Times(Models.Count)}; give one device for all models, or one for each.");
        }

        foreach (var (key, flag, value) in Settings())
        {
            if (settings.FirstOrDefault(setting => setting.StartsWith($"{key}=", StringComparison.OrdinalIgnoreCase)) is { } same)
                throw new CliException($"{flag} {value} and --set {same} say the same; leave one of them out.");
        }

        foreach (var folder in Models)
        {
            try
            {
                _ = ModelFolder.ReadManifest(folder);
            }
            catch (ModelFolderException exception)
            {
                throw new CliException($"{Model} {folder}: {exception.Message}", exception);
            }
        }
    }

    /// <summary>An error in the words of the command line: keys that came by a flag are named by it.</summary>
    public string Explain(string error)
    {
        foreach (var (key, flag, _) in Settings())
        {
            error = error.Replace($"--set {key}=", $"{flag} ", StringComparison.Ordinal).Replace($"{key} is ", $"{flag} is ", StringComparison.Ordinal);
        }

        for (var slot = 0; slot < Models.Count; slot++)
            error = error.Replace($"Slots:{slot}, ", $"{Model} {Models[slot]}, slot ", StringComparison.Ordinal);

        // A device or a name without a model.
        return Models.Count == 0 && Names.Count + Devices.Count > 0
            ? error.Replace("Slots:0:ModelFolder is empty; name a folder", $"{Model} is missing; give the folder", StringComparison.Ordinal)
            : error;
    }

    private static string Times(int count) => count == 1 ? "once" : $"{count} times";
}
