using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Judger.Inference.Devices;

/// <summary>
/// ONNX Runtime's own telemetry, which is off in every process of the product. The library looks at a variable when it is loaded; otherwise it writes a device
/// id below the user's home and sends reports to its maker. Its call <c>DisableTelemetryEvents</c> comes too late: it needs the loaded library.
/// </summary>
internal static class OnnxRuntimeTelemetry
{
    private const string Disable = "ORT_DISABLE_TELEMETRY";

    /// <summary>
    /// Runs before any code of this assembly, the only one that loads the library. Whatever the environment says, the product sends nothing to anybody.
    /// </summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries", Justification = "No other moment is early enough.")]
    internal static void SwitchOff()
    {
        NativeEnvironment.Set(Disable, "1", replaces: true);

        // For the processes that this one starts.
        Environment.SetEnvironmentVariable(Disable, "1");
    }
}
