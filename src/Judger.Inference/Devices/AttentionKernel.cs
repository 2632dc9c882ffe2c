using System.Runtime.InteropServices;
using Judger.Inference.Manifest;

namespace Judger.Inference.Devices;

/// <summary>
/// Which kernel ONNX Runtime's GroupQueryAttention takes on the CPU. The tiled one reads keys and values as fast as memory gives them: attention takes less
/// than half of the time in a decode step, and a tenth more in a prefill. It is taken where sums do not depend on what else is computed. An environment
/// variable, which the kernel reads when a session is made, chooses: no session option exists. An operator's own value stands.
/// </summary>
internal static partial class AttentionKernel
{
    private const string DisableTiled = "ORT_GQA_DISABLE_FLASH_ATTENTION";

    // Queries, keys, values and scores of a tile share the second cache.
    private const int CacheParts = 4;

    // Of fewer, more than one step in eight would have a row left over.
    private const int FewestRows = 8;

    private static readonly bool s_isGiven = Environment.GetEnvironmentVariable(DisableTiled) is not null;

    // Sessions with the tiled kernel may be made at the same time; while one with the plain kernel is made, no other is.
    private static readonly ReaderWriterLockSlim s_choice = new();

    /// <summary>
    /// Whether a model's decode steps take the tiled kernel. Where a step has more threads than heads, it divides a sequence's positions among the idle
    /// ones, so that sums would depend on how many sequences are in the batch. A model that sees images as a whole takes none of their rows apart, as
    /// <see cref="TileRows"/> may need.
    /// </summary>
    /// <param name="geometry">The decoder's sizes.</param>
    /// <param name="threads">Threads of a step.</param>
    public static bool IsTiled(DecoderGeometry geometry, int threads) =>
        geometry.Heads >= threads && !geometry.SeesWholeImages && TileRows(geometry.HeadSize) >= FewestRows;

    /// <summary>
    /// Positions of a prefill that the tiled kernel computes together. A single one that is left over is a product of one row, which rounds differently from
    /// the same row among others. <value>0 where the size of the processor's second cache, which decides it, is not known.</value>
    /// </summary>
    /// <param name="headSize">Width of a head.</param>
    public static int TileRows(int headSize) => Math.Min(SecondCache.Bytes / (CacheParts * sizeof(float) * 2 * headSize), 2 * headSize);

    /// <summary>Makes a session with one of the kernels.</summary>
    /// <param name="isTiled">Which.</param>
    /// <param name="open">Makes the session.</param>
    public static T Open<T>(bool isTiled, Func<T> open)
    {
        if (s_isGiven) return open();
        if (isTiled)
        {
            s_choice.EnterReadLock();
            try
            {
                return open();
            }
            finally
            {
                s_choice.ExitReadLock();
            }
        }

        s_choice.EnterWriteLock();
        try
        {
            NativeEnvironment.Set(DisableTiled, "1", replaces: true);
            return open();
        }
        finally
        {
            NativeEnvironment.Set(DisableTiled, "0", replaces: true);
            s_choice.ExitWriteLock();
        }
    }

    private static partial class SecondCache
    {
        // Of glibc's sysconf, which ONNX Runtime asks too.
        private const int Level2CacheSize = 194;

        public static int Bytes { get; } = OperatingSystem.IsLinux() ? (int)Math.Clamp(SystemConfiguration(Level2CacheSize), 0, int.MaxValue) : 0;

        [LibraryImport("libc", EntryPoint = "sysconf")]
        private static partial nint SystemConfiguration(int name);
    }
}
