namespace Judger.Training.Data;

/// <summary>One answer token of a packed batch.</summary>
/// <param name="Position">Flat position, over scenes, segments and length, whose logits predict it.</param>
/// <param name="Token">The token id.</param>
/// <param name="Weight">Its share in the loss.</param>
/// <param name="Role">The role of its segment.</param>
/// <param name="IsFirst">Whether it is the answer's first token, by which accuracy is counted.</param>
internal readonly record struct SupervisedToken(long Position, long Token, float Weight, SegmentRole Role, bool IsFirst);
