namespace Judger.Experts.Tests.Support;

/// <summary>No pictures, for tests of what stands beside them.</summary>
internal sealed class NoPictures : IExpertPictures
{
    public Task<IReadOnlyList<ExpertPicture>> GetAsync(ExpertQuestion question, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ExpertPicture>>([]);
}
