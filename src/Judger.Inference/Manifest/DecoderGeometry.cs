namespace Judger.Inference.Manifest;

/// <summary>The sizes of the decoder.</summary>
/// <param name="Hidden">Width of a hidden state.</param>
/// <param name="Layers">Decoder layers.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyValueHeads">Key and value heads; divides <paramref name="Heads"/>.</param>
/// <param name="HeadSize">Width of one head.</param>
/// <param name="Vocabulary">Logits of one position.</param>
/// <param name="Context">Most positions of a sequence.</param>
public sealed record DecoderGeometry(int Hidden, int Layers, int Heads, int KeyValueHeads, int HeadSize, int Vocabulary, int Context);
