using Judger.Experts.OpenAI;
using Judger.Grains.Catalog;
using Judger.Grains.Draining;
using Judger.Grains.Engines;
using Judger.Grains.Images;
using Judger.Grains.Links;
using Judger.Grains.Models;
using Judger.Grains.Placement;
using Judger.Grains.Questions;
using Judger.Grains.Routing;
using Judger.Grains.Silos;
using Judger.Grains.Slots;
using Judger.Grains.Stages;
using Judger.Grains.Storage;
using Judger.Grains.Telemetry;
using Judger.Imaging.Decoders;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Judger.Grains.Hosting;

/// <summary>Makes an Orleans silo a silo of Judger.</summary>
public static class JudgerSiloBuilderExtensions
{
    /// <summary>
    /// Registers Judger's grains and the slots that this silo owns. Their models are loaded before the silo joins the cluster. The host registers grain
    /// storage under <see cref="StorageNames"/>, and reminders.
    /// </summary>
    /// <param name="builder">The silo.</param>
    /// <param name="siloName">The silo's name, unique in the cluster: slots are addressed by it.</param>
    /// <param name="slots">The slots; none for a gateway.</param>
    /// <param name="experts">The experts that this silo can ask, beside the built-in ones.</param>
    public static ISiloBuilder AddJudger(
        this ISiloBuilder builder, string siloName, IReadOnlyList<SlotOptions> slots, IReadOnlyList<OpenAIExpertOptions> experts)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(siloName);
        ArgumentNullException.ThrowIfNull(slots);
        var siloExperts = new SiloExperts(experts);
        builder.Configure<SiloOptions>(options => options.SiloName = siloName);
        builder.Configure<GrainCollectionOptions>(options => options.CollectionAge = ClockWatch.GrainAge);
        builder.Configure<SiloMessagingOptions>(options => options.CancelRequestOnTimeout = true);
        builder.UseSiloMetadata(
            SlotMetadata.Write(siloName, slots)
                .Append(SiloNames.Publish(siloName))
                .Concat(siloExperts.Publish())
                .Concat(ModelScopes.Publish(slots))
                .ToDictionary());

        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IEngineFactory, EngineFactory>();
        services.AddSingleton(new SiloSlots(siloName, slots));
        services.AddSingleton(siloExperts);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<QuestionOptions>>().Value.Retry);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<QuestionOptions>>().Value.Keep);
        AddImages(services);
        AddTelemetry(services);
        AddCatalog(services);
        AddModels(services);
        AddRouting(services);
        AddStages(services);
        AddHealth(services);
        AddLinks(services);
        builder.AddOutgoingGrainCallFilter<TraceContextCallFilter>();
        return builder;
    }

    // A host may have registered its own budget.
    private static void AddImages(IServiceCollection services)
    {
        services.TryAddSingleton(provider => DecodeBudget.OfProcess(provider.GetRequiredService<IOptions<ImageOptions>>().Value.Decoding()));
        services.AddSingleton(provider => provider.GetRequiredService<DecodeBudget>().Memory);
        services.AddSingleton<DecodedImages>();
        services.AddSingleton<ResizedImages>();
        services.AddSingleton(provider => new ResidentImages(provider.GetRequiredService<DecodeBudget>().Memory.Capacity / 4));
    }

    private static void AddTelemetry(IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<TelemetryOptions>();
        services.AddSingleton<QuestionInstruments>();
        services.AddSingleton<QuestionTelemetry>();
        services.AddSingleton<SlotInstruments>();
        services.AddSingleton<SiloCounters>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, SiloInstruments>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, MemoryInstruments>();
    }

    private static void AddCatalog(IServiceCollection services)
    {
        services.AddSingleton<SlotCatalog>();
        services.AddSingleton<ExpertCatalog>();
        services.AddPlacementDirector<GpuResidentPlacement, GpuResidentPlacementDirector>();
        services.AddPlacementDirector<ExpertResidentPlacement, ExpertResidentPlacementDirector>();
        services.AddPlacementDirector<NamedSiloPlacement, NamedSiloPlacementDirector>();
    }

    private static void AddModels(IServiceCollection services)
    {
        services.AddSingleton<OpenQuestions>();
        services.AddSingleton<AnswerFeeds>();
        services.AddSingleton<SlotAdmission>();
        services.AddSingleton<OwnSlotHealth>();
        services.AddSingleton<SiloModels>();
        services.AddSingleton<GeneralRows>();
        services.AddSingleton<Locator>();
        services.AddSingleton<KeptLooks>();
        services.AddSingleton<LookAhead>();
        services.AddSingleton<EngineRegistry>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<EngineRegistry>());
        services.TryAddSingleton<EngineWatchOptions>();
        services.AddSingleton<EngineWatch>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<EngineWatch>());
    }

    private static void AddRouting(IServiceCollection services)
    {
        services.TryAddSingleton(RoutingOptions.Default);
        services.AddSingleton<SlotRouter>();
        services.AddSingleton<SuspectGate>();
        services.AddSingleton(provider => new SlotCaller(
            provider.GetRequiredService<SlotRouter>(),
            (silo, cancellationToken) => provider.GetRequiredService<IGrainFactory>().GetGrain<ISiloGrain>(silo).LoadsAsync(cancellationToken),
            provider.GetRequiredService<RetryOptions>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, LoadExchange>();
    }

    private static void AddLinks(IServiceCollection services)
    {
        services.TryAddSingleton(LinkOptions.Default);
        services.AddSingleton<LinkClient>();
        services.AddSingleton<LinkWatch>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<LinkWatch>());
        services.AddGrainService<LinkService>();
    }

    // In the order in which a question goes through them.
    private static void AddStages(IServiceCollection services)
    {
        services.AddSingleton<IQuestionStage, BaselineStage>();
        services.AddSingleton<IQuestionStage, LocateStage>();
        services.AddSingleton<IQuestionStage, RefineStage>();
        services.AddSingleton<IQuestionStage, JudgeStage>();
        services.AddSingleton<IQuestionStage, CorrectStage>();
        services.AddSingleton<IQuestionStage, ChooseStage>();
        services.AddSingleton<StagePipeline>();
        services.AddSingleton<ExpertCaller>();
    }

    private static void AddHealth(IServiceCollection services)
    {
        services.AddSingleton<SiloWork>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, SiloDrain>();
        services.AddSingleton<ClockWatch>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<ClockWatch>());
        services.AddSingleton(provider => new ClusterReadiness(
            provider.GetRequiredService<ISiloStatusOracle>(),
            provider.GetRequiredService<SlotCatalog>(),
            provider.GetRequiredService<SiloWork>(),
            provider.GetRequiredService<SiloSlots>(),
            provider.GetRequiredService<OwnSlotHealth>(),
            provider.GetRequiredService<EngineWatch>(),
            provider.GetRequiredService<ClockWatch>()));
        services.AddSingleton(provider => new ClusterExperts(provider.GetRequiredService<ExpertCatalog>()));
        services.AddSingleton(provider => new ClusterModels(provider.GetRequiredService<SlotRouter>(), provider.GetRequiredService<SlotCatalog>()));
    }
}
