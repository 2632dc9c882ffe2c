using Judger.Grains.Slots;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;

namespace Judger.Grains.Catalog;

/// <summary>
/// How a silo publishes what its models know, by the name under which they are served: every silo tells users, also a gateway, which has no model folder.
/// </summary>
internal static class ModelScopes
{
    private const string Prefix = "judger.scope/";

    public static IEnumerable<KeyValuePair<string, string>> Publish(IEnumerable<SlotOptions> slots) => slots
        .Where(slot => !slot.IsSimulated)
        .DistinctBy(slot => slot.ModelName, StringComparer.Ordinal)
        .Select(slot => (slot.ModelName, Scope: Read(slot.ModelFolder)))
        .Where(model => model.Scope is not null)
        .Select(model => KeyValuePair.Create(Prefix + model.ModelName, model.Scope!));

    /// <summary>The scopes in a silo's metadata, by model.</summary>
    public static Dictionary<string, string> Read(IEnumerable<KeyValuePair<string, string>> metadata) => metadata
        .Where(entry => entry.Key.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(entry => entry.Key[Prefix.Length..], entry => entry.Value, StringComparer.Ordinal);

    private static string? Read(string folder)
    {
        try
        {
            return folder.Length > 0 ? ModelFolder.ReadManifest(folder).Scope : null;
        }
        catch (ModelFolderException)
        {
            // The load of the model reports it, with its slot.
            return null;
        }
    }
}
