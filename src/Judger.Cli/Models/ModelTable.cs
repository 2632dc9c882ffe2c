using System.Globalization;
using Judger.Cli.Output;

namespace Judger.Cli.Models;

/// <summary>Model folders for people: a row each, columns aligned.</summary>
internal static class ModelTable
{
    private static readonly string[] Columns = ["name", "family", "precision", "files", "weights", "KV cache", "caches", "in all", "context"];

    /// <summary>The lines.</summary>
    /// <param name="models">The models.</param>
    /// <param name="device">The device that they are held against.</param>
    /// <param name="lanes">How many lanes each is to have.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<FoundModel> models, string device, int lanes)
    {
        var whole = models.Where(model => !model.IsBroken).ToList();
        string[][] rows = [[.. Columns, $"on {device}", "folder"], .. whole.Select(Row)];
        if (whole.Count > 0)
        {
            var widths = rows[0].Select((_, column) => rows.Max(row => row[column].Length)).ToList();
            foreach (var row in rows) yield return string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();
            yield return "";
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"KV cache: keys and values of {lanes} lanes (sequences at the same time). Caches: kept prefixes and encoded images, at most. ")
                + "Both fill as questions come.";
        }

        foreach (var model in models)
        {
            foreach (var problem in model.Problems)
                yield return $"{(model.IsBroken ? "broken" : "problem")}: {model.Folder}: {problem.Problem}{(model.IsBroken ? "" : $" {problem.Remedy}")}";
        }
    }

    private static string[] Row(FoundModel model)
    {
        var (manifest, needs) = (model.Manifest!, model.Needs!);
        return
        [
            manifest.Name, manifest.Profile, manifest.Precision.ToString().ToLowerInvariant(), ByteSize.Text(model.Size), ByteSize.Text(needs.Weights),
            ByteSize.Text(needs.KeyValues), ByteSize.Text(needs.PrefixCache + model.ImageCache), ByteSize.Text(model.Total),
            needs.Context.ToString(CultureInfo.InvariantCulture), Fit(model), model.Folder == TinyModel.EmbeddedModel.Folder ? "(embedded)" : model.Folder,
        ];
    }

    private static string Fit(FoundModel model) => model.MostLanes switch
    {
        0 => "does not fit",
        var lanes when lanes < model.Needs!.Lanes => string.Create(CultureInfo.InvariantCulture, $"fits with {lanes} lanes"),
        _ => "fits",
    };
}
