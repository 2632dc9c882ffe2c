using System.Runtime.CompilerServices;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests.Fixtures;

/// <summary>
/// For tests that use ONNX Runtime themselves: the library is loaded with its telemetry off even where a test's first call is to it, and not to the product.
/// </summary>
internal static class OnnxTelemetryOff
{
    [ModuleInitializer]
    internal static void SwitchOff() => RuntimeHelpers.RunModuleConstructor(typeof(ModelManifest).Module.ModuleHandle);
}
