using Judger.TinyModel.World;

namespace Judger.Cli.Bench;

/// <summary>A question of a load, its image encoded.</summary>
internal sealed record BenchQuestion(byte[] Image, WorldQuestion Question);
