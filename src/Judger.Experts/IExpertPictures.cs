namespace Judger.Experts;

/// <summary>Gets the pictures that an expert is shown.</summary>
public interface IExpertPictures
{
    /// <summary>The image; then the crop, where the answer was given from one; then further images.</summary>
    Task<IReadOnlyList<ExpertPicture>> GetAsync(ExpertQuestion question, CancellationToken cancellationToken);
}
