using System.CommandLine;
using System.Text.Json;
using Judger.Cli.Files;
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
        var command = new Command(
            "locate",
            "Finds the box to crop from relative attention maps.\n\nExamples:\n"
            + "  judger locate --input maps.jsonl --json\n  judger locate --input - --layout pad < maps.jsonl")
        {
            input, layout, json, verbose,
        };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            () =>
            {
                Run(
                    parsed.GetValue(input)!,
                    parsed.GetValue(layout) == "pad" ? ResizeMode.PadToSquare : ResizeMode.CenterCrop,
                    parsed.GetValue(json),
                    cancellationToken);
                return Task.CompletedTask;
            },
            cancellationToken));
        return command;
    }

    /// <summary>The boxes of each line of a file.</summary>
    /// <exception cref="CliException">The file cannot be read, or a line is not a map.</exception>
    internal static IEnumerable<(CropBox Compat, CropBox Aligned)> Read(string path, ResizeMode layout) =>
        TextLines.Read(path).Where(line => !line.IsBlank).Select(line => Locate(line, layout, $"{path}, line {line.Number}"));

    private static void Run(string path, ResizeMode layout, bool asJson, CancellationToken cancellationToken)
    {
        foreach (var (compat, aligned) in Read(path, layout))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Console.WriteLine(asJson
                ? JsonSerializer.Serialize(new { compat = Corners(compat), aligned = Corners(aligned) })
                : $"compat [{string.Join(", ", Corners(compat))}]  aligned "
                    + $"[{string.Join(", ", Corners(aligned))}]{(aligned.IsDegenerate ? "  (the map shows no region)" : "")}");
        }
    }

    private static (CropBox Compat, CropBox Aligned) Locate(TextLine line, ResizeMode layout, string where)
    {
        try
        {
            var (value, problem) = JsonLine.Parse(line);
            var root = value ?? throw new FormatException($"{problem}.");
            var rows = Field(root, "map").EnumerateArray().Select(row => row.EnumerateArray().Select(Number).ToArray()).ToArray();
            if (rows.Length == 0 || rows.Any(row => row.Length == 0 || row.Length != rows[0].Length))
                throw new CliException($"{where}: the rows of map must not be empty and must be equally long.");
            var size = new PixelSize(Field(root, "image_width").GetInt32(), Field(root, "image_height").GetInt32());
            var window = Field(root, "window").GetInt32();
            var map = new AttentionMap(rows[0].Length, rows.Length, rows.SelectMany(row => row).ToArray());
            var frame = new ImagePreprocessing { Size = window, Mode = layout }.Frame(size);
            return (CropBoxFinder.Find(map, size, window, CropMode.Compat), CropBoxFinder.Find(map, size, window, CropMode.Aligned, frame));
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or ArgumentException or OverflowException)
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
