using System.Text.Json;
using System.Text.Json.Nodes;
using Judger.Imaging.Encoders;
using Judger.TinyModel.World;
using Judger.Training.Checkpoints;
using Judger.Training.Model;
using Judger.Training.Runs.Llava;
using static TorchSharp.torch;

namespace Judger.Training.Tests.Support;

/// <summary>A random checkpoint of a geometry that is not the embedded model's, with grouped heads, images, and rows about them.</summary>
internal sealed class LlavaFolder : IDisposable
{
    public const string Question = "What number is on the red object?";
    public const string Judgment = "The answer is 5, not 3.";
    private readonly TempFolder _folder = new();

    public LlavaFolder()
    {
        using var model = new LlavaModel(Geometry, 4, ScalarType.Float32);
        SmallModel.Disturb(model, 6);
        LlavaCheckpoint.Write(Checkpoint, model, SmallModel.Tokenizer);
        Directory.CreateDirectory(Images);
        for (var i = 0; i < 3; i++)
            File.WriteAllBytes(Path.Combine(Images, $"{i}.png"), ImageEncoder.EncodePng(SceneGenerator.Draw(SceneSplit.Validation, 8, (ulong)i).Image));
        Write(
            Row(0),
            Row(1, judgment: Judgment, response: "3"),
            Row(2, judgment: Judgment),
            Row(0, judgment: Judgment, response: "7"),
            Row(1, judgment: Judgment, response: "4"));
    }

    public static ModelGeometry Geometry { get; } = new()
    {
        Vocabulary = SmallModel.Tokenizer.Vocabulary,
        ImageSize = 48,
        VisionHidden = 32,
        VisionIntermediate = 40,
        VisionLayers = 2,
        VisionHeads = 2,
        Hidden = 64,
        Intermediate = 80,
        Layers = 3,
        Heads = 4,
        KeyValueHeads = 2,
        RopeTheta = 5000,
    };

    public string Checkpoint => At("source");

    public string Images => At("images");

    public string Data => At("data.json");

    public string At(string name) => _folder.At(name);

    public static JsonObject Row(int image, string? judgment = null, string? response = null) => new()
    {
        ["id"] = $"row-{image}",
        ["image"] = $"{image}.png",
        ["judgment"] = judgment,
        ["response"] = response,
        ["conversations"] = new JsonArray(Turn("human", "<image>\n" + Question), Turn("gpt", "5")),
    };

    public static JsonObject Turn(string from, string value) => new() { ["from"] = from, ["value"] = value };

    public void Write(params JsonNode[] rows) => File.WriteAllText(Data, JsonSerializer.Serialize(rows));

    public LlavaSource Open() => LlavaSource.Open(new() { Checkpoint = Checkpoint, Output = "" });

    /// <summary>A short run into a folder of this name.</summary>
    public LlavaRunOptions Options(string name, Stage stage) => new()
    {
        Source = new() { Checkpoint = Checkpoint, Output = "" },
        Data = Data,
        Images = Images,
        Folder = At(name),
        Stage = stage,
        Steps = 4,
        Batch = 3,
        LearningRate = 1e-2,
    };

    /// <summary>Trains and returns the tensors of the finished checkpoint.</summary>
    public static Dictionary<string, float[]> Train(LlavaRunOptions options, Action<string>? print = null, CancellationToken? cancellationToken = null)
    {
        new LlavaRun(options, print ?? (_ => { })).Train(cancellationToken ?? TestContext.Current.CancellationToken);
        return Tensors(Path.Combine(options.Folder, "checkpoint"));
    }

    public static Dictionary<string, float[]> Tensors(string checkpoint) => SavedTensors.Read(Path.Combine(checkpoint, "model.safetensors")).Tensors;

    public void Dispose() => _folder.Dispose();
}
