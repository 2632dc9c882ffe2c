namespace Judger.Export.Output;

/// <summary>Fills a block of a tensor's bytes.</summary>
/// <param name="from">The tensor's byte at which the block begins.</param>
/// <param name="block">The block.</param>
internal delegate void BlockFiller(long from, Span<byte> block);
