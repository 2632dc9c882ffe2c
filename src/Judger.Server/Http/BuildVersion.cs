namespace Judger.Server.Http;

/// <summary>The version of the build.</summary>
internal static class BuildVersion
{
    public static string Text { get; } = typeof(BuildVersion).Assembly.GetName().Version!.ToString(3);
}
