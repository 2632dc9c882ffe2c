namespace Judger.Export.Checkpoints;

/// <summary>Which shard of a checkpoint holds which tensor: <c>{weight_map: {tensor: file name}}</c>.</summary>
internal sealed record ShardIndex(string File, IReadOnlyDictionary<string, string> Shards)
{
    // As many as of a safetensors header, which names each tensor too.
    private const int MaxBytes = 100_000_000;

    /// <summary>Reads an index; null when there is none. A shard must lie in the index's own folder.</summary>
    public static ShardIndex? TryRead(string file)
    {
        if (ConfigSection.TryRead(file, MaxBytes) is not { } index) return null;
        var shards = index.Section("weight_map").Texts();
        if (shards.Count == 0) throw index.Wrong("weight_map", "a list of tensors and their files");
        foreach (var (name, shard) in shards)
        {
            if (shard.Length == 0 || shard != Path.GetFileName(shard) || shard.Any(char.IsControl))
                throw index.Wrong($"weight_map.{name}", "the name of a file beside it");
        }

        return new(file, shards);
    }
}
