using System.CommandLine;
using System.Text.Json;
using Judger.Core.Attention;
using Judger.Core.Cropping;
using Judger.Imaging.Preprocessing;

namespace Judger.Cli.Commands;

/// <summary><c>judger locate</c>: boxes from attention maps, without a model.</summary>
internal static class LocateCommand
{
    public static Command Create()
    {
        var input = new Option<string>("--input")
        {
            Description = "JSON lines {map: [[..], ..], image_width, image_height, window}; - reads standard input.",
            Required = true,
        };
        input.NotEmpty();
        var layout = new Option<string>("--layout")
        {
            Description = "How the model's preprocessing made the image square, for the aligned box: center-crop (Hugging Face) or pad (LLaVA).",
            DefaultValueFactory = _ => "center-crop",
        };
        layout.AcceptOnlyFromAmong("center-crop", "pad");
        var json = CommonOptions.Json();
        var verbose = CommonOptions.Verbose();
        var command = new Command("locate", "Finds the box to crop from relative attention maps.\n\nExample: judger locate --input maps.jsonl --json")
        {
            input, layout, json, verbose,
        };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            () => RunAsync(
                parsed.GetValue(input)!,
                parsed.GetValue(layout) == "pad" ? ResizeMode.PadToSquare : ResizeMode.CenterCrop,
                parsed.GetValue(json),
                cancellationToken),
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(string path, ResizeMode layout, bool asJson, CancellationToken cancellationToken)
    {
        using var reader = path == "-" ? Console.In : Open(path);
        for (var number = 1; await reader.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            var (compat, aligned) = Locate(line, layout, $"{path}, line {number}");
            Console.WriteLine(asJson
                ? JsonSerializer.Serialize(new { compat = Corners(compat), aligned = Corners(aligned) })
                : $"compat [{string.Join(", ", Corners(compat))}]  aligned "
                    + $"[{string.Join(", ", Corners(aligned))}]{(aligned.IsDegenerate ? "  (the map shows no region)" : "")}");
        }
    }

    private static StreamReader Open(string path)
    {
        try
        {
            return new StreamReader(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path} cannot be read; check the path and its permissions.", exception);
        }
    }

    private static (CropBox Compat, CropBox Aligned) Locate(string line, ResizeMode layout, string where)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var rows = Field(root, "map").EnumerateArray().Select(row => row.EnumerateArray().Select(Number).ToArray()).ToArray();
            if (rows.Length == 0 || rows.Any(row => row.Length == 0 || row.Length != rows[0].Length))
                throw new CliException($"{where}: the rows of map must not be empty and must be equally long.");
            var size = new PixelSize(Field(root, "image_width").GetInt32(), Field(root, "image_height").GetInt32());
            var window = Field(root, "window").GetInt32();
            var map = new AttentionMap(rows[0].Length, rows.Length, rows.SelectMany(row => row).ToArray());
            var frame = new ImagePreprocessing { Size = window, Mode = layout }.Frame(size);
            return (CropBoxFinder.Find(map, size, window, CropMode.Compat), CropBoxFinder.Find(map, size, window, CropMode.Aligned, frame));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new CliException(
                $"{where}: {exception.Message.ReplaceLineEndings(" ")} Expected {{\"map\": [[number, ..], ..], \"image_width\": n, "
                + "\"image_height\": n, \"window\": n}.",
                exception);
        }
    }

    private static JsonElement Field(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) ? value : throw new FormatException($"{name} is missing.");

    // JSON has no NaN; producers write null or a string.
    private static double Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.Null => double.NaN,
        JsonValueKind.String when double.TryParse(value.GetString(), out var number) => number,
        _ => throw new FormatException($"{value.GetRawText()} is not a number."),
    };

    private static int[] Corners(CropBox found) => [found.Box.Left, found.Box.Top, found.Box.Right, found.Box.Bottom];
}
