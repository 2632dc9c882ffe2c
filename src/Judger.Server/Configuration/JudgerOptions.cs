using Judger.Experts.OpenAI;
using Judger.Grains.Draining;
using Judger.Grains.Engines;
using Judger.Grains.Images;
using Judger.Grains.Questions;
using Judger.Grains.Routing;
using Judger.Grains.Slots;
using Judger.Grains.Telemetry;
using Judger.Server.Http;

namespace Judger.Server.Configuration;

/// <summary>The options of a silo: the section <c>Judger</c> of its configuration.</summary>
public sealed class JudgerOptions
{
    public const string Section = "Judger";

    /// <summary>The silo's name, unique in the cluster. Its slots are addressed by it. <value>Default: the computer's name.</value></summary>
    public string SiloName { get; set; } = Environment.MachineName;

    /// <summary>The cluster that it belongs to.</summary>
    public SiloClusterOptions Cluster { get; set; } = new();

    /// <summary>Where it listens.</summary>
    public SiloEndpointOptions Endpoint { get; set; } = new();

    /// <summary>Its slots. A gateway has none.</summary>
    public IReadOnlyList<SlotOptions> Slots { get; set; } = [];

    /// <summary>The experts that this silo can ask, beside the model itself and reference answers. One such silo is enough for a cluster.</summary>
    public IReadOnlyList<OpenAIExpertOptions> Experts { get; set; } = [];

    /// <summary>How long questions wait, and how long they are kept.</summary>
    public QuestionOptions Questions { get; set; } = new();

    /// <summary>What it keeps of images.</summary>
    public ImageOptions Images { get; set; } = new();

    /// <summary>What its process may take of memory.</summary>
    public MemoryOptions Memory { get; set; } = new();

    /// <summary>How questions are spread over slots.</summary>
    public RoutingOptions Routing { get; set; } = new();

    /// <summary>Its HTTP API.</summary>
    public HttpOptions Http { get; set; } = new();

    /// <summary>What it records of questions.</summary>
    public TelemetryOptions Telemetry { get; set; } = new();

    /// <summary>What it does when a device is lost for good.</summary>
    public EngineWatchOptions Devices { get; set; } = new();

    /// <summary>How it stops.</summary>
    public DrainOptions Drain { get; set; } = new();

    /// <summary>All errors; each names the configuration key and what to do.</summary>
    public IReadOnlyList<string> Errors()
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(SiloName) || SiloName.Contains('/')) errors.Add($"SiloName is \"{SiloName}\"; give a name without slashes.");
        errors.AddRange(Cluster.Errors());
        errors.AddRange(Endpoint.Errors());
        errors.AddRange(SlotOptionsValidator.Errors(Slots));
        errors.AddRange(ExpertOptionsValidator.Errors(Experts));
        errors.AddRange(Questions.Errors());
        errors.AddRange(Images.Errors());
        errors.AddRange(Memory.Errors());
        errors.AddRange(Routing.Errors());
        errors.AddRange(Http.Errors());
        if (Drain.Timeout < TimeSpan.Zero) errors.Add($"Drain:Timeout is {Drain.Timeout}; give zero or more.");
        return errors;
    }
}
