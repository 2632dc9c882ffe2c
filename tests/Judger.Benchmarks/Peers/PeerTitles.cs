namespace Judger.Benchmarks.Peers;

/// <summary>What tables say of engines.</summary>
internal static class PeerTitles
{
    public static string Title(this PeerKind kind) => kind switch
    {
        PeerKind.Judger => "Judger",
        PeerKind.JudgerSplit => "Judger split",
        PeerKind.Llama => "llama.cpp",
        _ => "GenAI",
    };

    /// <summary>Whether it is this engine, which the others are compared with.</summary>
    public static bool IsOurs(this PeerKind kind) => kind is PeerKind.Judger or PeerKind.JudgerSplit;

    public static string OfThreads(int count) => count == 1 ? "1 thread" : $"{count} threads";
}
