using System.Diagnostics.Metrics;
using Judger.Grains.Draining;
using Judger.Grains.Images;
using Judger.Grains.Telemetry;

namespace Judger.Grains.Silos;

/// <summary>What the silo itself says whenever somebody asks for metrics.</summary>
internal sealed class SiloInstruments : ILifecycleParticipant<ISiloLifecycle>
{
    public SiloInstruments(IMeterFactory factory, SiloWork work, DecodedImages images)
    {
        var meter = factory.JudgerMeter();
        meter.CreateObservableGauge(
            "judger.silo.draining", () => work.IsDraining ? 1 : 0, "{silo}", "1 while the silo finishes what it has and takes nothing new");
        meter.CreateObservableCounter("judger.image.decodes", () => images.Decodes, "{image}", "Image files decoded to pixels");
    }

    // Nobody calls it: it has to be made with the silo.
    public void Participate(ISiloLifecycle lifecycle)
    {
    }
}
