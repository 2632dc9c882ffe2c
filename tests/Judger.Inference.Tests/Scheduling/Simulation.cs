using Judger.Core.Prompts;
using Judger.Imaging.Pixels;
using Judger.Inference.Contract;
using Judger.Inference.Simulation;

namespace Judger.Inference.Tests.Scheduling;

/// <summary>Requests to a simulated device whose images have 16 patches, and the answers that they must get.</summary>
internal static class Simulation
{
    public const int Patches = 16;

    private static readonly RgbImage Blank = new(8, 8);

    /// <summary>No waiting: what is tried is the scheduler.</summary>
    public static SimulatedModel Model { get; } = new SimulatedModel { ImageSize = 32, PatchSize = 8, Context = 256, AnswerTokens = 6 }.Instant();

    public static long ImageBytes => Patches * sizeof(float);

    /// <summary>Bytes of the keys and values of one position.</summary>
    public static long PositionBytes => 2 * sizeof(float);

    public static ImageInput Image(int number) => new($"image-{number}", Blank, PixelBox.Whole(Blank.Size));

    public static ImageInput Crop(int number, int region) => Image(number) with { Region = new(0, 0, 1 + region, 8) };

    public static GenerationRequest Ask(string text, params ImageInput[] images) => new()
    {
        Prompt = new([.. images.Select((_, index) => new PromptPart.Image(index)), new PromptPart.Text(text)]),
        Images = images,
        MaxNewTokens = 10,
        CaptureAttention = images.Length > 0,
    };

    /// <summary>A question whose words begin before its image.</summary>
    public static GenerationRequest AskAfter(string lead, string text, ImageInput image) => Ask(text, image) with
    {
        Prompt = new([new PromptPart.Text(lead), new PromptPart.Image(0), new PromptPart.Text(text)]),
    };

    /// <summary>Positions of a request's prompt.</summary>
    public static int LengthOf(GenerationRequest request) =>
        1 + (request.Images.Count * Patches) + request.Prompt.Parts.OfType<PromptPart.Text>().Sum(part => part.Value.Length);

    /// <summary>What each request gets on a device of its own, where nothing can be reused.</summary>
    public static async Task<string[]> AnswerAlone(IEnumerable<GenerationRequest> requests, CancellationToken cancellationToken)
    {
        var answers = new List<string>();
        foreach (var request in requests)
        {
            await using var engine = SimulatedDevice.Start(Model, new() { Workers = 1, Lanes = 1, PrefixCacheBytes = 0, VisionCacheBytes = 0 });
            answers.Add(Describe(await engine.GenerateAsync(request, cancellationToken)));
        }

        return [.. answers];
    }

    public static string Describe(Generation generation) =>
        $"{generation.Text} {generation.Stop} {string.Join(',', generation.AttentionRow?.Select(BitConverter.SingleToInt32Bits) ?? [])}";
}
