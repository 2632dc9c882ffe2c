using Judger.Inference.Decoding;
using Judger.Inference.Errors;

namespace Judger.Inference.Engine;

/// <summary>
/// Runs every kind of step once before the first request. A GPU loads kernels when they are first used and grows its arena with the largest step, so the first
/// question would wait for seconds, and too little memory would show with a question instead of at the start.
/// </summary>
internal static class WarmUp
{
    private const int ShortPrefill = 32;

    // ONNX Runtime records a step as a CUDA graph at its third run.
    private const int Runs = 3;

    /// <exception cref="DeviceUnavailableException">The device cannot run the model.</exception>
    public static void Run(ModelParts model)
    {
        var (decoder, lanes) = (model.Decoder, model.Decoder.Memory.Lanes);
        try
        {
            for (var run = 0; run < Runs; run++) model.Encoder.WarmUp();
            foreach (var positions in new[] { decoder.PrefillLimit, Math.Min(ShortPrefill, decoder.PrefillLimit) })
            {
                decoder.PrefillInput(0, positions).Clear();
                decoder.Prefill(0, 0, positions);
                _ = decoder.AttentionRow(0);
                _ = decoder.Logits(0);
            }

            if (Math.Min(decoder.DraftLimit, decoder.PrefillLimit - 1) is > 0 and var drafted)
            {
                decoder.PrefillInput(0, decoder.PrefillLimit).Clear();
                using var logits = decoder.Verify(0, 0, decoder.PrefillLimit, drafted);
                _ = logits[drafted];
            }

            for (var run = 0; run < Runs; run++)
            {
                Step(decoder, 1);
                Step(decoder, lanes);
            }
        }
        catch (Microsoft.ML.OnnxRuntime.OnnxRuntimeException e)
        {
            throw new DeviceUnavailableException(
                $"The device cannot run {model.Manifest.Name} ({e.Message.ReplaceLineEndings(" ")}): lower Engine:Lanes or Engine:MaxContext, or "
                + "check it with `judger doctor`.",
                e);
        }
    }

    private static void Step(IDecoder decoder, int count)
    {
        for (var lane = 0; lane < count; lane++) decoder.StepInput(lane, past: 0).Clear();
        decoder.Step(0, count);
        _ = decoder.Logits(0);
    }
}
