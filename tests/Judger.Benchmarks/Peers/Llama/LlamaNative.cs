using System.Runtime.InteropServices;

namespace Judger.Benchmarks.Peers.Llama;

/// <summary>
/// The calls of llama.h that are needed. Its parameter structures grow from version to version. Only the first four fields of the context's are set, which have
/// stayed the same, and both are passed with room to spare, so that one build serves several versions of the library.
/// </summary>
internal static unsafe partial class LlamaNative
{
    public const string Library = "llama";

    [StructLayout(LayoutKind.Sequential)]
    public struct Parameters
    {
        public fixed long Fields[64];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ContextParameters
    {
        public uint Context;
        public uint Batch;
        public uint MicroBatch;
        public uint Sequences;
        public fixed long Others[62];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct TokenBatch
    {
        public int Count;
        public int* Tokens;
        public float* Embeddings;
        public int* Positions;
        public int* SequenceCounts;
        public int** Sequences;
        public sbyte* Logits;
    }

    [LibraryImport(Library, EntryPoint = "llama_backend_init")]
    public static partial void BackendInit();

    [LibraryImport(Library, EntryPoint = "llama_log_set")]
    public static partial void SetLog(delegate* unmanaged[Cdecl]<int, byte*, void*, void> log, void* data);

    [LibraryImport(Library, EntryPoint = "llama_print_system_info")]
    public static partial byte* SystemInfo();

    [LibraryImport(Library, EntryPoint = "llama_model_default_params")]
    public static partial Parameters ModelDefaults();

    [LibraryImport(Library, EntryPoint = "llama_context_default_params")]
    public static partial ContextParameters ContextDefaults();

    [LibraryImport(Library, EntryPoint = "llama_model_load_from_file", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint LoadModel(string path, Parameters parameters);

    [LibraryImport(Library, EntryPoint = "llama_model_free")]
    public static partial void FreeModel(nint model);

    [LibraryImport(Library, EntryPoint = "llama_model_get_vocab")]
    public static partial nint VocabularyOf(nint model);

    [LibraryImport(Library, EntryPoint = "llama_model_n_embd")]
    public static partial int WidthOf(nint model);

    [LibraryImport(Library, EntryPoint = "llama_vocab_n_tokens")]
    public static partial int TokensOf(nint vocabulary);

    [LibraryImport(Library, EntryPoint = "llama_init_from_model")]
    public static partial nint CreateContext(nint model, ContextParameters parameters);

    [LibraryImport(Library, EntryPoint = "llama_free")]
    public static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "llama_set_n_threads")]
    public static partial void SetThreads(nint context, int decode, int prefill);

    [LibraryImport(Library, EntryPoint = "llama_get_memory")]
    public static partial nint MemoryOf(nint context);

    [LibraryImport(Library, EntryPoint = "llama_memory_seq_rm")]
    public static partial byte Remove(nint memory, int sequence, int from, int to);

    [LibraryImport(Library, EntryPoint = "llama_decode")]
    public static partial int Decode(nint context, TokenBatch batch);

    [LibraryImport(Library, EntryPoint = "llama_get_logits_ith")]
    public static partial float* LogitsOf(nint context, int index);
}
