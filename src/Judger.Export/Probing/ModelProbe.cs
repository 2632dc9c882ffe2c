using Judger.Imaging.Decoders;
using Judger.Imaging.Pixels;
using Judger.Inference.Contract;
using Judger.Inference.Decoding;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;
using Judger.Inference.Vision;

namespace Judger.Export.Probing;

/// <summary>
/// Runs one case on a model folder and writes what each part of the model computes, under the names of the vectors of model families: to see whether a family
/// that was added computes what transformers does, and if not, from where on.
/// </summary>
public static class ModelProbe
{
    private const int LeastContext = 256;
    private const int Axes = GridPosition.Axes;

    /// <summary>Runs a case on the CPU with one thread, so that the numbers are the same every time.</summary>
    /// <param name="modelFolder">The folder that `judger export` wrote.</param>
    /// <param name="caseFile">The case: JSON with <c>prompt</c>, <c>images</c>, <c>layers</c> and <c>max_new_tokens</c>.</param>
    /// <param name="output">
    /// The safetensors file to write: <c>input_ids</c>, <c>pixel_values [tensors, 3, size, size]</c>, <c>image_sizes [images, 2]</c> (height and width),
    /// <c>image_features [image tokens, hidden]</c>, <c>attention.L [image tokens]</c> (both without markers), <c>logits [vocabulary]</c> of the last prompt
    /// position and <c>greedy_ids</c>, an end token included. Of a model whose images keep their own size, <c>pixel_values [patches, numbers of a patch]</c>
    /// and <c>image_grid_thw [images, 3]</c>; where tokens have places, <c>position_ids [3, tokens]</c>; where layers add features of images,
    /// <c>deepstack_features.K [image tokens, hidden]</c>.
    /// </param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>The greedy answer as text.</returns>
    /// <exception cref="ProbeException">The case cannot be read, does not fit the model, or the output cannot be written.</exception>
    /// <exception cref="Inference.Errors.InferenceException">The folder is not a model, or the model cannot run the case.</exception>
    public static async Task<string> RunAsync(string modelFolder, string caseFile, string output, CancellationToken cancellationToken = default)
    {
        var probe = ProbeCase.Read(caseFile);
        var folder = ModelFolder.Open(modelFolder);
        var manifest = folder.Manifest;
        if (manifest.Tokens.Image is null && probe.Images.Count > 0)
            throw new ProbeException($"{folder.Location} does not say which token stands for an image: export the model again from a Hugging Face checkpoint.");
        var tokenizer = TokenizerKinds.Load(folder);
        var request = new GenerationRequest
        {
            Prompt = ProbePrompt.Read(probe, tokenizer, manifest),
            Images = [.. probe.Images.Select(image => Open(probe, image))],
            MaxNewTokens = probe.MaxNewTokens,
            CaptureLogits = true,
        };
        var prepared = new RequestPreparer(manifest, tokenizer, manifest.Decoder.Context).Prepare(request);

        // As much memory as the case needs: a model's whole context may be more than there is.
        var options = new EngineOptions
        {
            IntraOpThreads = 1,
            Lanes = 1,
            MaxContext = Math.Max(LeastContext, prepared.Sequence.Length + probe.MaxNewTokens),
        };
        var parts = ModelParts.Load(folder, options);
        await using var engine = new InferenceEngine(parts, options);
        var (file, runs) = (new ProbeFile(), prepared.Sequence.Runs);
        int[] ids = [.. runs.SelectMany(run => run.Image is { } key
            ? prepared.Images[key].Layout.Markers.Select(marker => marker ?? manifest.Tokens.Image ?? 0)
            : run.Tokens)];
        file.Add("input_ids", ids, ids.Length);
        var shown = runs.Where(run => run.Image is not null).Select(run => prepared.Images[run.Image!]).ToArray();
        AddImages(file, manifest, shown);
        var features = shown.Select(image => parts.Encoder.Encode(image)).ToArray();
        if (shown.Length > 0)
            AddFeatures(file, manifest.Decoder, [.. shown.Zip(features).SelectMany(image => image.First.Layout.Encoded(image.Second))]);
        var places = Places(manifest.Decoder, prepared.Sequence);
        if (places.Length > 0) file.Add("position_ids", [.. Enumerable.Range(0, Axes).SelectMany(axis => Axis(places, axis))], Axes, ids.Length);
        AddRows(file, folder, probe.Layers, Embed(parts, prepared, features), places, prepared);
        var generation = await engine.GenerateAsync(request, cancellationToken);
        file.Add("logits", generation.Logits[0], manifest.Decoder.Vocabulary);
        List<int> answer = [.. generation.Tokens.Select(token => token.Id)];
        if (generation.Stop == StopReason.EndOfSequence) answer.Add(IndexOfLargest(generation.Logits[^1]));
        file.Add("greedy_ids", [.. answer], answer.Count);
        file.Write(output);
        return generation.Text;
    }

    private static ImageInput Open(ProbeCase probe, string name)
    {
        var path = Path.Combine(probe.Folder, name);
        try
        {
            var pixels = ImageDecoder.Decode(File.ReadAllBytes(path));
            return new(path, pixels, PixelBox.Whole(pixels.Size));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProbeException($"{path}, an image of the case, cannot be read: check the path and its permissions.", e);
        }
    }

    private static void AddImages(ProbeFile file, ModelManifest manifest, PlannedImage[] images)
    {
        if (images.Length == 0) return;
        var size = manifest.Vision.ImageSize;
        float[] pixels = [.. images.SelectMany(image => image.ToTensors())];
        if (manifest.Image.Resolution is { } resolution)
        {
            file.Add("pixel_values", pixels, pixels.Length / resolution.PatchLength, resolution.PatchLength);
            int[] grids = [.. images.SelectMany(image => Grid(image.Layout.Finest, resolution.MergeSize))];
            file.Add("image_grid_thw", grids, images.Length, Axes);
        }
        else file.Add("pixel_values", pixels, images.Sum(image => image.Layout.Tensors), RgbImage.Channels, size, size);
        file.Add("image_sizes", [.. images.SelectMany(image => new[] { image.Input.Pixels.Height, image.Input.Pixels.Width })], images.Length, 2);
    }

    private static int[] Grid(TokenGrid grid, int merge) => [1, grid.Rows * merge, grid.Columns * merge];

    private static void AddFeatures(ProbeFile file, DecoderGeometry decoder, float[] features)
    {
        var tokens = features.Length / decoder.InputWidth;
        for (var part = 0; part <= decoder.FeatureLayers; part++)
        {
            var values = new float[tokens * decoder.Hidden];
            for (var i = 0; i < tokens; i++)
            {
                features.AsSpan((i * decoder.InputWidth) + (part * decoder.Hidden), decoder.Hidden).CopyTo(values.AsSpan(i * decoder.Hidden));
            }

            file.Add(part == 0 ? "image_features" : $"deepstack_features.{part - 1}", values, tokens, decoder.Hidden);
        }
    }

    private static long[] Places(DecoderGeometry decoder, PromptSequence sequence)
    {
        var places = new long[decoder.HasGridPositions ? sequence.Length * Axes : 0];
        sequence.WritePlaces(0, places);
        return places;
    }

    private static IEnumerable<int> Axis(long[] places, int axis) => places.Where((_, i) => i % Axes == axis).Select(place => (int)place);

    private static float[] Embed(ModelParts parts, PreparedRequest prepared, float[][] features)
    {
        var (width, hidden, position, image) = (parts.Manifest.Decoder.InputWidth, parts.Manifest.Decoder.Hidden, 0, 0);
        var embeddings = new float[prepared.Sequence.Length * width];
        foreach (var run in prepared.Sequence.Runs)
        {
            if (run.Image is not null) features[image++].CopyTo(embeddings.AsSpan(position * width));
            for (var i = 0; i < run.Tokens.Length; i++) parts.Embeddings.Read(run.Tokens[i], embeddings.AsSpan((position + i) * width, hidden));
            position += run.Length;
        }

        return embeddings;
    }

    private static void AddRows(
        ProbeFile file, ModelFolder folder, IReadOnlyList<int> layers, float[] embeddings, long[] places, PreparedRequest prepared)
    {
        if (layers.Count == 0) return;
        using var decoder = new ProbeDecoder(folder, [.. layers.Distinct()]);
        var ends = new int[prepared.Sequence.Length];
        prepared.Sequence.WriteImageEnds(0, ends);
        var rows = decoder.Rows(embeddings, places, ends);
        var sequence = prepared.Sequence;
        foreach (var (layer, row) in layers.Distinct().Zip(rows))
        {
            float[] seen = [.. sequence.Runs.Zip(sequence.Starts)
                .Where(run => run.First.Image is not null)
                .SelectMany(run => prepared.Images[run.First.Image!].Layout.Encoded(row.AsSpan(run.Second, run.First.Length)))];
            file.Add($"attention.{layer}", seen, seen.Length);
        }
    }

    private static int IndexOfLargest(float[] logits) => Array.IndexOf(logits, logits.Max());
}
