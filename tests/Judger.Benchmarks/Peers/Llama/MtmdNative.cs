using System.Runtime.InteropServices;

namespace Judger.Benchmarks.Peers.Llama;

/// <summary>
/// The calls of mtmd.h that are needed, llama.cpp's library for images, as they are in the package's version. Of its parameters only the first three are set,
/// which have stayed the same from version to version; they are passed with room to spare.
/// </summary>
internal static unsafe partial class MtmdNative
{
    public const string Library = "mtmd";

    [StructLayout(LayoutKind.Sequential)]
    public struct Parameters
    {
        public byte UseGpu;
        public byte PrintTimings;
        public int Threads;
        public fixed long Others[31];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Text
    {
        public byte* Value;
        public nuint Length;
        public byte AddSpecial;
        public byte ParseSpecial;
    }

    [LibraryImport(Library, EntryPoint = "mtmd_log_set")]
    public static partial void SetLog(delegate* unmanaged[Cdecl]<int, byte*, void*, void> log, void* data);

    [LibraryImport(Library, EntryPoint = "mtmd_context_params_default")]
    public static partial Parameters Defaults();

    [LibraryImport(Library, EntryPoint = "mtmd_get_marker")]
    public static partial byte* MarkerOf(nint context);

    [LibraryImport(Library, EntryPoint = "mtmd_init_from_file", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Create(string path, nint model, Parameters parameters);

    [LibraryImport(Library, EntryPoint = "mtmd_free")]
    public static partial void Free(nint context);

    [LibraryImport(Library, EntryPoint = "mtmd_bitmap_init")]
    public static partial nint CreateBitmap(uint width, uint height, byte* pixels);

    [LibraryImport(Library, EntryPoint = "mtmd_bitmap_free")]
    public static partial void FreeBitmap(nint bitmap);

    [LibraryImport(Library, EntryPoint = "mtmd_input_chunks_init")]
    public static partial nint CreateChunks();

    [LibraryImport(Library, EntryPoint = "mtmd_input_chunks_size")]
    public static partial nuint CountChunks(nint chunks);

    [LibraryImport(Library, EntryPoint = "mtmd_input_chunks_get")]
    public static partial nint ChunkOf(nint chunks, nuint index);

    [LibraryImport(Library, EntryPoint = "mtmd_input_chunks_free")]
    public static partial void FreeChunks(nint chunks);

    [LibraryImport(Library, EntryPoint = "mtmd_input_chunk_get_n_tokens")]
    public static partial nuint TokensOf(nint chunk);

    [LibraryImport(Library, EntryPoint = "mtmd_tokenize")]
    public static partial int Split(nint context, nint chunks, Text* text, nint* bitmaps, nuint count);

    [LibraryImport(Library, EntryPoint = "mtmd_encode_chunk")]
    public static partial int Encode(nint context, nint chunk);

    [LibraryImport(Library, EntryPoint = "mtmd_get_output_embd")]
    public static partial float* Features(nint context);
}
