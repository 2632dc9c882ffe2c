using Judger.Grains.Draining;
using Judger.Grains.Engines;
using Judger.Grains.Images;
using Judger.Grains.Slots;
using Judger.Grains.Telemetry;

namespace Judger.Grains.Models;

/// <summary>What the model grains of a silo work with.</summary>
internal sealed record SiloModels(
    EngineRegistry Engines,
    ResizedImages Images,
    SlotAdmission Admission,
    SuspectGate Suspects,
    SiloWork Work,
    OpenQuestions Open,
    AnswerFeeds Feeds,
    OwnSlotHealth Health,
    SiloCounters Counters,
    SlotInstruments Instruments);
