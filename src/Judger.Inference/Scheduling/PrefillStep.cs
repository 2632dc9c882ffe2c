using Judger.Inference.Cost;
using Judger.Inference.Decoding;

namespace Judger.Inference.Scheduling;

/// <summary>Computes the next positions of a sequence's prompt, and, behind its last one, the first token of the answer.</summary>
internal sealed class PrefillStep(Scheduler scheduler, Sequence sequence, int count) : Step
{
    public override void Run()
    {
        var started = scheduler.Time.GetTimestamp();
        var (model, lane) = (scheduler.Model, sequence.Lane!.Index);
        Embed(model.Embeddings, model.Decoder.PrefillInput(lane, count));
        sequence.Prompt.WritePlaces(sequence.Computed, model.Decoder.PrefillPlaces(lane, count));
        sequence.Prompt.WriteImageEnds(sequence.Computed, model.Decoder.PrefillImageEnds(lane, count));
        model.Decoder.Prefill(lane, sequence.Computed, count);
        if (sequence.Computed + count == sequence.Prompt.Length)
        {
            var (first, tokens) = (sequence.Prompt.AttendedImage, sequence.Prompt.AttendedTokens);
            var row = first < 0 ? [] : model.Decoder.AttentionRow(lane).Slice(first, tokens);
            sequence.Answer.Begin(model.Decoder.Logits(lane), row, model);
        }

        sequence.PrefillTime += scheduler.Time.GetElapsedTime(started);
    }

    public override void Measure(CostModel costs, double seconds) => costs.PrefillTook(count, seconds);

    public override void Commit(Exception? error)
    {
        if (error is null) scheduler.Prefilled(sequence, count);
        scheduler.Return(sequence, error);
    }

    private void Embed(ITokenEmbeddings embeddings, Span<float> input)
    {
        var (prompt, width, hidden) = (sequence.Prompt, input.Length / count, scheduler.Model.Manifest.Decoder.Hidden);
        var position = sequence.Computed;
        for (var run = prompt.RunAt(position); input.Length > 0; run++)
        {
            var (part, offset) = (prompt.Runs[run], position - prompt.Starts[run]);
            var positions = Math.Min(part.Length - offset, input.Length / width);
            if (part.Image is { } key) sequence.Images[key].Values.AsSpan(offset * width, positions * width).CopyTo(input);
            else
            {
                for (var i = 0; i < positions; i++)
                {
                    // The features of layers behind it are an image's.
                    var row = input.Slice(i * width, width);
                    embeddings.Read(part.Tokens[offset + i], row[..hidden]);
                    row[hidden..].Clear();
                }
            }

            input = input[(positions * width)..];
            position += positions;
        }
    }
}
