namespace Judger.Inference.Contract;

/// <summary>A step of an answer that is being generated.</summary>
/// <param name="Text">
/// What has come to the answer's text since the last step; whole characters only. All of an answer's texts together are <see cref="Generation.Text"/>.
/// </param>
/// <param name="Generation">The whole result, in the last step only.</param>
public sealed record TextDelta(string Text, Generation? Generation = null);
