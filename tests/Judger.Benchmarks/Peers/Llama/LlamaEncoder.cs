using System.Runtime.InteropServices;

namespace Judger.Benchmarks.Peers.Llama;

/// <summary>llama.cpp's library for images with its own defaults, on the processor.</summary>
internal sealed unsafe class LlamaEncoder : IPeerEncoder
{
    private readonly nint _context;
    private readonly nint[] _chunks;
    private readonly int _width;

    /// <param name="path">The GGUF file of the encoder and the projector.</param>
    /// <param name="text">The text model, whose width the projector has.</param>
    /// <param name="side">Side of the encoder's input in pixels.</param>
    /// <param name="threads">Threads of an encode.</param>
    public LlamaEncoder(string path, LlamaPeer text, int side, int threads)
    {
        var parameters = MtmdNative.Defaults();
        (parameters.UseGpu, parameters.PrintTimings, parameters.Threads) = (0, 0, threads);
        _context = MtmdNative.Create(path, text.Model, parameters);
        if (_context == 0) throw new InvalidOperationException($"llama.cpp does not load {path}.");
        _width = text.Width;
        _chunks = [.. Enumerable.Range(0, PeerPictures.Count).Select(picture => Split(PeerPictures.Pixels(picture, side), side))];
    }

    public ReadOnlySpan<float> Features => new(MtmdNative.Features(_context), (int)MtmdNative.TokensOf(Picture(0)) * _width);

    public void Encode(int picture)
    {
        if (MtmdNative.Encode(_context, Picture(picture)) is var code and not 0) throw new InvalidOperationException($"mtmd_encode_chunk failed with {code}.");
    }

    public void Dispose()
    {
        foreach (var chunks in _chunks) MtmdNative.FreeChunks(chunks);
        MtmdNative.Free(_context);
    }

    private nint Picture(int picture) => MtmdNative.ChunkOf(_chunks[picture], 0);

    /// <summary>Makes the one chunk of a prompt that is a picture and nothing else; the picture is normalised there.</summary>
    private nint Split(byte[] pixels, int side)
    {
        var chunks = MtmdNative.CreateChunks();
        fixed (byte* first = pixels)
        {
            var bitmap = MtmdNative.CreateBitmap((uint)side, (uint)side, first);
            var marker = MtmdNative.MarkerOf(_context);
            var text = new MtmdNative.Text { Value = marker, Length = (nuint)MemoryMarshal.CreateReadOnlySpanFromNullTerminated(marker).Length };
            var code = MtmdNative.Split(_context, chunks, &text, &bitmap, 1);
            MtmdNative.FreeBitmap(bitmap);
            if (code != 0 || MtmdNative.CountChunks(chunks) != 1) throw new InvalidOperationException($"mtmd_tokenize failed with {code}.");
        }

        return chunks;
    }
}
