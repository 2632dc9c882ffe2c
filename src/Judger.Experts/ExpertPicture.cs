namespace Judger.Experts;

/// <summary>A picture that an expert is shown.</summary>
/// <param name="Bytes">The encoded file.</param>
/// <param name="MediaType">Its media type, such as image/jpeg.</param>
public sealed record ExpertPicture(ReadOnlyMemory<byte> Bytes, string MediaType);
