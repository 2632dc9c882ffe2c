using System.Diagnostics;

namespace Judger.Inference;

/// <summary>Runs prepared requests one after another on one lane. Not for several threads.</summary>
internal sealed class GenerationRunner(ModelParts model, int visionCacheImages) : IDisposable
{
    private readonly Lane _lane = new();
    private readonly ImageEmbeddingCache _cache = new(visionCacheImages);
    private readonly List<int> _tokens = [];
    private readonly List<double> _logProbabilities = [];

    /// <summary>
    /// Runs one request. After an error the lane starts from nothing, because what its buffers hold is not known; between two steps, where a request can be
    /// cancelled, it is.
    /// </summary>
    public Generation Run(PreparedRequest prepared, TimeSpan queued, CancellationToken cancellationToken)
    {
        try
        {
            return Generate(prepared, queued, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _lane.Clear();
            throw;
        }
    }

    public void Dispose() => model.Dispose();

    private Generation Generate(PreparedRequest prepared, TimeSpan queued, CancellationToken cancellationToken)
    {
        var (request, sequence) = (prepared.Request, prepared.Sequence);
        var segments = sequence.Segments.Skip(_lane.RewindTo(sequence)).ToArray();
        var reused = _lane.Length;

        var started = Stopwatch.GetTimestamp();
        var embeddings = Encode(segments, prepared.Images, cancellationToken, out var encoded);
        var encodedAt = Stopwatch.GetTimestamp();
        foreach (var segment in segments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Prefill(segment, embeddings);
        }

        var row = request.CaptureAttention ? model.Decoder.AttentionRow.Slice(sequence.FirstImage, model.Manifest.Vision.Patches).ToArray() : null;
        var logits = request.CaptureLogits ? new List<float[]> { model.Decoder.Logits.ToArray() } : null;
        var candidates = LogProbabilitiesOf(prepared.CandidateTokens);
        var prefilledAt = Stopwatch.GetTimestamp();
        var stop = Decode(request.MaxNewTokens, logits, cancellationToken);
        return new Generation
        {
            Text = model.Tokenizer.Decode(_tokens),
            Tokens = [.. _tokens.Zip(_logProbabilities, (id, logProbability) => new GeneratedToken(id, model.Tokenizer.Piece(id), logProbability))],
            AttentionRow = row,
            Logits = logits ?? [],
            CandidateLogProbabilities = candidates,
            Stop = stop,
            Work = new(encoded, sequence.Length - reused, reused, _tokens.Count),
            Times = new(
                queued,
                Stopwatch.GetElapsedTime(started, encodedAt),
                Stopwatch.GetElapsedTime(encodedAt, prefilledAt),
                Stopwatch.GetElapsedTime(prefilledAt)),
        };
    }

    /// <summary>The embeddings of every image that must be prefilled.</summary>
    private Dictionary<string, float[]> Encode(
        PromptSegment[] segments, IReadOnlyDictionary<string, ImageInput> images, CancellationToken cancellationToken, out int encoded)
    {
        var needed = new Dictionary<string, float[]>(StringComparer.Ordinal);
        encoded = 0;
        foreach (var segment in segments)
        {
            if (segment.Image is not { } key || needed.ContainsKey(key)) continue;
            if (!_cache.TryGet(key, out var embeddings))
            {
                cancellationToken.ThrowIfCancellationRequested();
                embeddings = model.Encoder.Encode(images[key]);
                _cache.Add(key, embeddings);
                encoded++;
            }

            needed.Add(key, embeddings);
        }

        return needed;
    }

    private void Prefill(PromptSegment segment, Dictionary<string, float[]> images)
    {
        var hidden = model.Manifest.Decoder.Hidden;
        var input = model.Decoder.Input(segment.Length);
        for (var i = 0; i < segment.Tokens.Length; i++) model.Embeddings.Read(segment.Tokens[i], input.Slice(i * hidden, hidden));
        if (segment.Image is { } key) images[key].CopyTo(input[(segment.Tokens.Length * hidden)..]);
        model.Decoder.Append(_lane.Length, segment.Length);
        _lane.Append(segment);
    }

    private double[] LogProbabilitiesOf(int[] tokens)
    {
        if (tokens.Length == 0) return [];
        var logProbabilities = new LogProbabilities(model.Decoder.Logits);
        var result = new double[tokens.Length];
        for (var i = 0; i < tokens.Length; i++) result[i] = logProbabilities[tokens[i]];
        return result;
    }

    private StopReason Decode(int limit, List<float[]>? logits, CancellationToken cancellationToken)
    {
        _tokens.Clear();
        _logProbabilities.Clear();
        while (_tokens.Count < limit)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var next = new LogProbabilities(model.Decoder.Logits);
            if (next.Best == model.Manifest.Tokens.EndOfSequence) return StopReason.EndOfSequence;
            _tokens.Add(next.Best);
            _logProbabilities.Add(next[next.Best]);
            if (_tokens.Count == limit) break;

            model.Embeddings.Read(next.Best, model.Decoder.Input(1));

            // Behind the prompt, and not noted in the lane: the next request rewinds to a prompt's segments, never into an answer.
            model.Decoder.Append(_lane.Length + _tokens.Count - 1, 1);
            logits?.Add(model.Decoder.Logits.ToArray());
        }

        return StopReason.MaxTokens;
    }
}
