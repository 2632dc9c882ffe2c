using NetVips;

namespace Judger.Imaging.Decoders.Vips;

/// <summary>
/// libvips, set up once for bytes from strangers: the loaders that are needed and no others, no cache, one thread a call, nothing written to stderr. The
/// settings hold for the whole process.
/// </summary>
internal static class VipsLibrary
{
    // Of these only: libvips calls others safe too, and others would take files that begin as these do (an Ultra HDR photo is a JPEG).
    private static readonly string[] Loaders =
    [
        "VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif", "VipsForeignLoadTiff", "VipsForeignLoadHeif",
    ];

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
        foreach (var loader in Loaders) Operation.Block(loader, false);
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;

        // Warnings about odd metadata are of no use to anyone; errors come back as exceptions. The delegate is returned so that it stays alive.
        Log.LogDelegate silent = static (_, _, _) => { };
        foreach (var domain in (string[])["VIPS", "GLib", "GLib-GObject"]) Log.SetLogHandler(domain, Enums.LogLevelFlags.All, silent);
        return silent;
    }
}
