using Judger.Inference.Cost;
using Judger.Inference.Decoding;
using Judger.Inference.Engine;

namespace Judger.Inference.Scheduling;

/// <summary>Computes the next positions of a sequence's prompt, and, behind its last one, the first token of the answer.</summary>
internal sealed class PrefillStep(Scheduler scheduler, Sequence sequence, int count) : Step
{
    // Those of a draft included.
    private int _positions;

    public override void Run()
    {
        var started = scheduler.Time.GetTimestamp();
        var (model, lane) = (scheduler.Model, sequence.Lane!.Index);
        var draft = sequence.Request.Draft;
        var isLast = sequence.Computed + count == sequence.Prompt.Length;
        var drafted = isLast && draft.Count > 0 ? Math.Min(scheduler.Drafts.Worth(draft.Count), RoomForDraft(model.Decoder)) : 0;
        Embed(model, model.Decoder.PrefillInput(lane, count + drafted), drafted);
        sequence.Prompt.WritePlaces(sequence.Computed, model.Decoder.PrefillPlaces(lane, count + drafted));
        sequence.Prompt.WriteImageEnds(sequence.Computed, model.Decoder.PrefillImageEnds(lane, count + drafted));
        _positions = count + drafted;
        if (drafted > 0)
        {
            using var logits = model.Decoder.Verify(lane, sequence.Computed, count + drafted, drafted);
            sequence.Answer.Begin(logits, draft, drafted, model, scheduler.Drafts);
        }
        else model.Decoder.Prefill(lane, sequence.Computed, count);

        if (isLast && drafted == 0)
        {
            var (first, tokens) = (sequence.Prompt.AttendedImage, sequence.Prompt.AttendedTokens);
            var row = first < 0 ? [] : model.Decoder.AttentionRow(lane).Slice(first, tokens);
            sequence.Answer.Begin(model.Decoder.Logits(lane), row, model);
        }

        sequence.PrefillTime += scheduler.Time.GetElapsedTime(started);
    }

    public override void Measure(CostModel costs, double seconds) => costs.PrefillTook(_positions, seconds);

    public override void Commit(Exception? error)
    {
        if (error is null)
        {
            scheduler.Prefilled(sequence, count);
            sequence.Answer.ShowAttention();
        }

        scheduler.Return(sequence, error);
    }

    private int RoomForDraft(IDecoder decoder) => Math.Min(decoder.DraftLimit, decoder.PrefillLimit - count);

    private void Embed(ModelParts model, Span<float> input, int drafted)
    {
        var (width, draft) = (input.Length / (count + drafted), sequence.Request.Draft);
        EmbedPrompt(model, input[..(count * width)], width);
        for (var i = 0; i < drafted; i++) EmbedToken(model, draft[i], input.Slice((count + i) * width, width));
    }

    private void EmbedPrompt(ModelParts model, Span<float> input, int width)
    {
        var prompt = sequence.Prompt;
        var position = sequence.Computed;
        for (var run = prompt.RunAt(position); input.Length > 0; run++)
        {
            var (part, offset) = (prompt.Runs[run], position - prompt.Starts[run]);
            var positions = Math.Min(part.Length - offset, input.Length / width);
            if (part.Image is { } key) sequence.Images[key].Values.AsSpan(offset * width, positions * width).CopyTo(input);
            else
            {
                for (var i = 0; i < positions; i++) EmbedToken(model, part.Tokens[offset + i], input.Slice(i * width, width));
            }

            input = input[(positions * width)..];
            position += positions;
        }
    }

    private static void EmbedToken(ModelParts model, int token, Span<float> row)
    {
        // The features of layers behind it are an image's.
        var hidden = model.Manifest.Decoder.Hidden;
        model.Embeddings.Read(token, row[..hidden]);
        row[hidden..].Clear();
    }
}
