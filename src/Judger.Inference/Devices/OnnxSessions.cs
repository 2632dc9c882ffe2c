using Judger.Inference.Contract;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Devices;

/// <summary>Opens a model folder's graphs on a device.</summary>
internal static class OnnxSessions
{
    // Long enough to bridge the moments between a step's operators, so that threads need not be woken for each; short enough to give a core up to a neighbour.
    private const string SpinMicroseconds = "50";

    /// <summary>
    /// Opens graphs, on a CPU at the same time: nearly all of it is packing weights, which ONNX Runtime does on one thread for each graph. A GPU's graphs
    /// are opened one after another, as they share its memory.
    /// </summary>
    /// <returns>The sessions, in the order of the graphs' names.</returns>
    /// <exception cref="ModelFolderException">A graph cannot be loaded: the first of them.</exception>
    /// <exception cref="DeviceUnavailableException">The GPU does not take a graph.</exception>
    public static InferenceSession[] Open(ModelFolder folder, IReadOnlyList<string> graphs, IDevice device, EngineOptions engine)
    {
        // Threads of their own: those of the pool compare the weights with their digests meanwhile.
        var opening = new List<Task<InferenceSession>>();
        foreach (var graph in graphs)
        {
            var one = new Task<InferenceSession>(() => Open(folder, graph, device, engine), TaskCreationOptions.LongRunning);
            opening.Add(one);
            if (device.IsSerial) one.RunSynchronously(TaskScheduler.Default);
            else one.Start(TaskScheduler.Default);
            if (one.IsFaulted) break;
        }

        try
        {
            Task.WaitAll(opening);
        }
        catch (AggregateException)
        {
            foreach (var one in opening.Where(one => one.IsCompletedSuccessfully)) one.Result.Dispose();
            opening.First(one => one.IsFaulted).GetAwaiter().GetResult();
        }

        return [.. opening.Select(one => one.Result)];
    }

    private static InferenceSession Open(ModelFolder folder, string graph, IDevice device, EngineOptions engine)
    {
        using var options = CreateOptions(engine);
        device.Configure(options);
        try
        {
            var isTiled = AttentionKernel.IsTiled(folder.Manifest.Decoder, engine.ThreadCount);
            return AttentionKernel.Open(isTiled, () => new InferenceSession(folder.PathOf(graph), options));
        }
        catch (OnnxRuntimeException e)
        {
            throw device.LoadError(folder.PathOf(graph), e.Message.ReplaceLineEndings(" "), e);
        }
    }

    /// <summary>How every graph is run, but for the device.</summary>
    public static SessionOptions CreateOptions(EngineOptions engine)
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = engine.ThreadCount,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };

        // Without VNNI, products of uint8 and int8 would saturate; with it, the exact kernels are 3.5 times slower and give the same.
        if (!Processor.HasVnni) options.AddSessionConfigEntry("session.x64quantprecision", "1");

        // Threads spin for moments within a step and never between steps: those that spin on collapse when a neighbour needs the core.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", engine.AllowSpinning ? "1" : "0");
        options.AddSessionConfigEntry("session.intra_op.spin_duration_us", SpinMicroseconds);
        options.AddSessionConfigEntry("session.force_spinning_stop", "1");
        return options;
    }
}
