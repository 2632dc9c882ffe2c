using NetVips;

namespace Judger.Imaging.Decoders;

/// <summary>
/// libvips, set up once for bytes from strangers: three loaders and no others, no cache, one thread a call, nothing written to stderr. The settings hold
/// for the whole process.
/// </summary>
internal static class VipsLibrary
{
    private static readonly Lazy<Log.LogDelegate> Ready = new(SetUp);

    /// <summary>Makes sure that libvips is loaded and set up.</summary>
    /// <exception cref="PlatformNotSupportedException">The native library is missing.</exception>
    public static void EnsureReady() => _ = Ready.Value;

    private static Log.LogDelegate SetUp()
    {
        if (!ModuleInitializer.VipsInitialized)
        {
            throw new PlatformNotSupportedException(
                "The native library of libvips could not be loaded; add the NetVips.Native package of this platform or install libvips.",
                ModuleInitializer.Exception);
        }

        NetVips.NetVips.BlockUntrusted = true;
        Operation.Block("VipsForeignLoad", true);
        foreach (var loader in (string[])["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp"]) Operation.Block(loader, false);
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;

        // Warnings about odd metadata are of no use to anyone; errors come back as exceptions. The delegate is returned so that it stays alive.
        Log.LogDelegate silent = static (_, _, _) => { };
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.All, silent);
        return silent;
    }
}
