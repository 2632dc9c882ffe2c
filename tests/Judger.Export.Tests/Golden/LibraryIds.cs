using Judger.Inference.Tokenization.Bpe;

namespace Judger.Export.Tests.Golden;

/// <summary>Ids as Hugging Face's library gives them: it takes marks in a text for special tokens, where here only a template's text is read so.</summary>
internal static class LibraryIds
{
    /// <summary>The ids of a text.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="text">The text.</param>
    /// <param name="isFirst">Whether a prompt begins with it.</param>
    public static List<int> Of(BpeTokenizer tokenizer, string text, bool isFirst = true)
    {
        var ids = new List<int>();
        foreach (var (part, token) in tokenizer.SpecialInText.Split(text))
        {
            if (token is null) ids.AddRange(tokenizer.Encode(part, isFirst));
            else ids.Add(token.Id);
            isFirst = false;
        }

        return ids;
    }
}
