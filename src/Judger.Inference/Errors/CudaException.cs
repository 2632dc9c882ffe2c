namespace Judger.Inference.Errors;

/// <summary>A call of the CUDA runtime failed.</summary>
/// <param name="call">The call.</param>
/// <param name="status">CUDA's error number.</param>
/// <param name="description">The number with CUDA's words for it.</param>
internal sealed class CudaException(string call, int status, string description) : Exception($"{call} failed: {description}")
{
    public int Status { get; } = status;

    /// <summary>The number with CUDA's words for it.</summary>
    public string Description { get; } = description;
}
