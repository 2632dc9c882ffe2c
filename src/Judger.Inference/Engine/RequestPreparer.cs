using Judger.Inference.Constraints;
using Judger.Inference.Contract;
using Judger.Inference.Decoding;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;
using Judger.Inference.Vision;

namespace Judger.Inference.Engine;

/// <summary>Checks a request and lays its prompt out, on the caller's thread and before any work on the device. Safe for several threads at once.</summary>
internal sealed class RequestPreparer(ModelManifest manifest, ITokenizer tokenizer, int capacity)
{
    private readonly ImageKey _key = new(manifest);
    private readonly ConstraintLibrary _constraints = new(tokenizer, manifest);

    public PreparedRequest Prepare(GenerationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegative(request.MaxNewTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(request.TopLogProbabilities);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.TopLogProbabilities, manifest.Decoder.Vocabulary);
        request.Sampling.Validate();
        foreach (var token in request.Sampling.LogitBias?.Keys ?? [])
        {
            if (token < 0 || token >= manifest.Decoder.Vocabulary) throw new UnknownTokenException(token, manifest.Decoder.Vocabulary);
        }

        if (request.Sampling.RepetitionPenalty is null && manifest.RepetitionPenalty is { } penalty)
            request = request with { Sampling = request.Sampling with { RepetitionPenalty = penalty } };
        var places = request.Prompt.ImageCount;
        if (places != request.Images.Count) throw new ImageCountException(places, request.Images.Count);
        if (request.CaptureAttention && !request.Prompt.Shows(request.AttendedImage))
            throw new ArgumentException($"An attention row needs its image, number {request.AttendedImage}, in the prompt.", nameof(request));
        foreach (var image in request.Images)
        {
            if (!image.Region.IsInside(image.Size)) throw new ImageRegionException(image.Region, image.Size);
        }

        PlannedImage[] planned = [.. request.Images.Select(image => Plan(image, request.Prompt.ImagePlaces))];
        PromptImage[] shown = [.. planned.Select(image => new PromptImage(_key.Of(image, request.CacheSalt), image.Layout.Tokens, GridOf(image.Layout)))];
        var sequence = PromptSequence.Create(
            request.Prompt, shown, tokenizer, manifest.Tokens, request.AttendedImage, request.CacheSalt, manifest.Decoder.SeesWholeImages);
        var room = capacity - sequence.Length;
        if (room < Math.Min(request.MaxNewTokens, 1)) throw new PromptTooLongException(sequence.Length, sequence.ImageTokens, capacity);

        var images = new Dictionary<string, PlannedImage>(StringComparer.Ordinal);
        for (var i = 0; i < planned.Length; i++) images[shown[i].Key] = planned[i];
        var limited = request.MaxNewTokens > room ? request with { MaxNewTokens = room } : request;
        limited = limited with { Draft = Usable(limited) };
        int[] candidates = [.. request.Candidates.Select(FirstToken)];
        var prepared = new PreparedRequest(limited, sequence, images, candidates, request.Schema is { } schema ? _constraints.Begin(schema) : null);
        return (request.Sampling.RepetitionPenalty ?? 1) == 1 ? prepared : prepared with { SeenTokens = Seen(sequence, planned) };
    }

    /// <summary>
    /// What of a draft can be verified: nothing of an answer that is drawn, and no more tokens than an answer may have before its last. One that names a token
    /// that there is not was another model's. An attention row is that of a prompt's last position, and so of a pass that ends there.
    /// </summary>
    private int[] Usable(GenerationRequest request)
    {
        var isUsed = !request.CaptureAttention && (float)request.Sampling.Temperature <= 0;
        var count = !isUsed ? 0 : Math.Clamp(request.MaxNewTokens - 1, 0, request.Draft.Count);
        int[] draft = [.. request.Draft.Take(count)];
        return draft.Any(token => token < 0 || token >= manifest.Decoder.Vocabulary) ? [] : draft;
    }

    // As transformers counts them: a prompt as ids has a token for each token of an image, and markers between its tiles.
    private HashSet<int> Seen(PromptSequence sequence, PlannedImage[] images)
    {
        var pieces = images.SelectMany(image => image.Layout.Pieces ?? []);
        HashSet<int> seen = [.. sequence.Runs.SelectMany(run => run.Tokens), .. pieces.SelectMany(piece => piece.Markers)];
        if (images.Length > 0 && manifest.Tokens.Image is { } token) seen.Add(token);
        return seen;
    }

    private PlannedImage Plan(ImageInput image, int inPrompt)
    {
        var preprocessing = manifest.Image.InPromptOf(inPrompt);
        return new(image, preprocessing, ImageLayout.Of(manifest.Vision, preprocessing, image.Region, manifest.Markers));
    }

    // Decoders that count positions alone do not ask where an image's tokens lie.
    private PixelSize? GridOf(ImageLayout layout) =>
        manifest.Decoder.HasGridPositions && layout.Finest is var grid ? new PixelSize(grid.Columns, grid.Rows) : null;

    private int FirstToken(string candidate, int index)
    {
        var tokens = tokenizer.Encode(candidate);
        return tokens.Count > 0 ? tokens[0] : throw new EmptyCandidateException(index);
    }
}
