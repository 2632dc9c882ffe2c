namespace Judger.Inference.Tokenization.Bpe;

/// <summary>A token that is found in a text before anything else is done with it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Its characters.</param>
/// <param name="IsSpecial">Whether it has a meaning that no user's text may have.</param>
/// <param name="IsSingleWord">Whether it is one only where no letter or digit stands beside it.</param>
/// <param name="StripsLeft">Whether it takes the whitespace before it.</param>
/// <param name="StripsRight">Whether it takes the whitespace behind it.</param>
internal sealed record AddedToken(int Id, string Content, bool IsSpecial, bool IsSingleWord, bool StripsLeft, bool StripsRight);
