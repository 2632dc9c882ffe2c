namespace Judger.Grains.Storage;

/// <summary>State that knows about how large it is, for storage that is bounded in bytes.</summary>
public interface IStoredSize
{
    /// <summary>Bytes, about.</summary>
    long StoredBytes { get; }
}
