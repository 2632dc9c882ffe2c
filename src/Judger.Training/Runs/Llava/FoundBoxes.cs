using System.Text.Json;
using Judger.Training.Data.Llava;

namespace Judger.Training.Runs.Llava;

/// <summary>
/// The crops of a run's rows, found before its first step by the model as it starts, and kept in boxes.json: a run that goes on shows the crops that it
/// showed before.
/// </summary>
internal static class FoundBoxes
{
    private const int ReportEvery = 500;

    public static IReadOnlyDictionary<LlavaRow, PixelBox> Find(
        IReadOnlyList<LlavaRow> rows, string folder, string identity, Func<CropFinder> finder, Action<string> print, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, "boxes.json");
        if (TryRead(path, identity, rows) is { } kept) return kept;
        var crops = finder();
        var found = new Dictionary<LlavaRow, PixelBox>();
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            found[row] = crops.Find(row);
            if (found.Count % ReportEvery == 0) print($"crops {found.Count}/{rows.Count}");
        }

        var content = new Content(
            identity, found.ToDictionary(pair => Key(pair.Key), pair => new[] { pair.Value.Left, pair.Value.Top, pair.Value.Right, pair.Value.Bottom }));
        File.WriteAllText(path + ".partial", JsonSerializer.Serialize(content));
        File.Move(path + ".partial", path, overwrite: true);
        return found;
    }

    private static Dictionary<LlavaRow, PixelBox>? TryRead(string path, string identity, IReadOnlyList<LlavaRow> rows)
    {
        if (!File.Exists(path)) return null;
        var content = JsonSerializer.Deserialize<Content>(File.ReadAllText(path))!;
        if (content.Identity != identity || !rows.All(row => content.Boxes.ContainsKey(Key(row)))) return null;
        return rows.ToDictionary(
            row => row, row => content.Boxes[Key(row)] is [var left, var top, var right, var bottom] ? new PixelBox(left, top, right, bottom) : default);
    }

    private static string Key(LlavaRow row) => $"{row.Place.Number}.{row.Turn}";

    private sealed record Content(string Identity, Dictionary<string, int[]> Boxes);
}
