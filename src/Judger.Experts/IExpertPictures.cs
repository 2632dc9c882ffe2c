namespace Judger.Experts;

/// <summary>A picture that an expert is shown.</summary>
/// <param name="Bytes">The encoded file.</param>
/// <param name="MediaType">Its type, such as image/jpeg.</param>
public sealed record ExpertPicture(ReadOnlyMemory<byte> Bytes, string MediaType);

/// <summary>Where an expert's pictures come from.</summary>
public interface IExpertPictures
{
    /// <summary>The image and, when the answer was given from one, the crop; then further images.</summary>
    Task<IReadOnlyList<ExpertPicture>> GetAsync(ExpertQuestion question, CancellationToken cancellationToken);
}
