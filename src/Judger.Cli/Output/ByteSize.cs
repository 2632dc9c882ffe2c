namespace Judger.Cli.Output;

/// <summary>Numbers of bytes for people, in the disk makers' units.</summary>
internal static class ByteSize
{
    public static string Text(double bytes) => bytes switch
    {
        >= 1e9 => $"{bytes / 1e9:F2} GB",
        >= 1e6 => $"{bytes / 1e6:F1} MB",
        _ => $"{bytes / 1e3:F1} kB",
    };
}
