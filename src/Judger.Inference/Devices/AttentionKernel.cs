namespace Judger.Inference.Devices;

/// <summary>
/// Which kernel ONNX Runtime's GroupQueryAttention takes for prefill on the CPU. The tiled one saves memory; the plain one, which writes down the scores of a
/// chunk (heads x chunk x positions), is a quarter faster, and chunks bound what it needs. The choice is an environment variable that the kernel reads when a
/// session is made; no session option exists.
/// </summary>
internal static class AttentionKernel
{
    private const string DisableTiled = "ORT_GQA_DISABLE_FLASH_ATTENTION";

    /// <summary>Prefers the plain kernel, unless the variable is set already. To be called before a session is made.</summary>
    public static void PreferPlain() => NativeEnvironment.Set(DisableTiled, "1", replaces: false);
}
