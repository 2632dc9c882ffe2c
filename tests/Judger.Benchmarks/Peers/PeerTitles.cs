namespace Judger.Benchmarks.Peers;

/// <summary>Names in tables.</summary>
internal static class PeerTitles
{
    public static string Title(this PeerKind kind) => kind switch
    {
        PeerKind.Judger => "Judger",
        PeerKind.Llama => "llama.cpp",
        _ => "GenAI",
    };

    public static string OfThreads(int count) => count == 1 ? "1 thread" : $"{count} threads";
}
