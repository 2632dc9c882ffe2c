using System.Diagnostics;
using System.Diagnostics.Metrics;
using Judger.Experts.Telemetry;
using Judger.Inference.Contract;

namespace Judger.Grains.Telemetry;

/// <summary>Metrics of what slots are asked for, and of every pass through a model, on the silo that owns the slot.</summary>
internal sealed class SlotInstruments
{
    private const string Phase = "judger.phase";

    private readonly Counter<long> _activations;
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _refusals;
    private readonly Histogram<double> _phases;
    private readonly Histogram<double> _passes;
    private readonly Histogram<double> _firstTokens;
    private readonly Histogram<double> _furtherTokens;

    public SlotInstruments(IMeterFactory factory)
    {
        var meter = factory.JudgerMeter();
        _activations = meter.CreateCounter<long>("judger.model_grain.activations", "{activation}", "Activations of model grains");
        _requests = meter.CreateCounter<long>("judger.slot.requests", "{request}", "Stages that slots were asked for, by how they ended");
        _refusals = meter.CreateDuration("judger.slot.refusal.duration", "Time that a slot took to refuse a question");
        _phases = meter.CreateDuration("judger.slot.phase.duration", "Time of each phase of a pass through a model");
        _passes = meter.CreateDuration("gen_ai.server.request.duration", "Time of passes through a model, waiting included", GenAi.DurationBuckets);
        _firstTokens = meter.CreateDuration(
            "gen_ai.server.time_to_first_token", "Time from a pass's arrival to the first token of its answer", GenAi.FirstTokenBuckets);
        _furtherTokens = meter.CreateDuration("gen_ai.server.time_per_output_token", "Time of each token after the first", GenAi.FurtherTokenBuckets);
    }

    public void CountActivation(SlotKey slot, string grain) => _activations.Add(1, new(Labels.Slot, slot.ToString()), new("judger.grain", grain));

    /// <summary>A slot has done what it was asked for, or not.</summary>
    public void CountRequest(SlotKey slot, QuestionStage stage, string outcome, Exception? exception)
    {
        var tags = new TagList { { Labels.Slot, slot.ToString() }, { Labels.Stage, Labels.Of(stage) }, { Labels.Outcome, outcome } };
        if (exception is not null) tags.Add(GenAi.ErrorType, Labels.Of(exception));
        _requests.Add(1, tags);
    }

    public void RecordRefusal(SlotKey slot, TimeSpan took) =>
        _refusals.Record(took.TotalSeconds, new KeyValuePair<string, object?>(Labels.Slot, slot.ToString()));

    /// <summary>A pass gave an answer.</summary>
    public void RecordPass(SlotKey slot, Generation generation)
    {
        var times = generation.Times;
        RecordPhase(slot, "queue", times.Queue);
        if (times.Encode > TimeSpan.Zero) RecordPhase(slot, "vision_encode", times.Encode);
        RecordPhase(slot, "prefill", times.Prefill);
        if (times.Decode > TimeSpan.Zero) RecordPhase(slot, "decode", times.Decode);

        var tags = Model(slot);
        _passes.Record(times.Total.TotalSeconds, tags);
        if (times.FirstToken is not { } first) return;
        _firstTokens.Record(first.TotalSeconds, tags);
        if (generation.Tokens.Count > 1) _furtherTokens.Record((times.Total - first).TotalSeconds / (generation.Tokens.Count - 1), tags);
    }

    /// <summary>A pass gave none.</summary>
    public void RecordFailure(SlotKey slot, TimeSpan took, Exception exception)
    {
        var tags = Model(slot);
        tags.Add(GenAi.ErrorType, exception.GetType().Name);
        _passes.Record(took.TotalSeconds, tags);
    }

    private void RecordPhase(SlotKey slot, string phase, TimeSpan time) =>
        _phases.Record(time.TotalSeconds, new(Labels.Slot, slot.ToString()), new(Phase, phase));

    private static TagList Model(SlotKey slot) =>
        new() { { GenAi.OperationName, GenAi.Chat }, { GenAi.ProviderName, "judger" }, { GenAi.RequestModel, slot.Model } };
}
