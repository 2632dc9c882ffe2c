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
        var (prompt, hidden) = (sequence.Prompt, input.Length / count);
        var position = sequence.Computed;
        for (var run = prompt.RunAt(position); input.Length > 0; run++)
        {
            var (part, offset) = (prompt.Runs[run], position - prompt.Starts[run]);
            var positions = Math.Min(part.Length - offset, input.Length / hidden);
            if (part.Image is { } key) sequence.Images[key].Values.AsSpan(offset * hidden, positions * hidden).CopyTo(input);
            else
            {
                for (var i = 0; i < positions; i++) embeddings.Read(part.Tokens[offset + i], input.Slice(i * hidden, hidden));
            }

            input = input[(positions * hidden)..];
            position += positions;
        }
    }
}
