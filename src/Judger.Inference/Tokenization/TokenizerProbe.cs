using Judger.Core.Prompts;
using Judger.Inference.Errors;
using Judger.Inference.Files;

namespace Judger.Inference.Tokenization;

/// <summary>
/// Encodes and decodes the words of the prompts. A damaged tokenizer often loads all the same, and then fails at a question, or gives the model other words.
/// </summary>
public static class TokenizerProbe
{
    // Letter case, digits, punctuation and a line feed, as questions have them.
    private const string Sample = "What number is on the pink sign, 0123456789 or none? (Look closely; it's small.)\nANSWER: yes.";

    /// <summary>Loads the tokenizer of a file and tries it.</summary>
    /// <param name="path">The file; its name says its kind.</param>
    /// <param name="vocabulary">Rows of the model's embeddings.</param>
    /// <param name="profile">The prompts in which the model is asked.</param>
    /// <returns>What is wrong, as what follows "FILE "; null where nothing is.</returns>
    /// <exception cref="SpecialTokenException">It is whole, but of a model that is asked in other prompts.</exception>
    public static string? Problem(string path, int vocabulary, PromptProfile profile)
    {
        var name = Path.GetFileName(path);
        if (TokenizerKinds.All.FirstOrDefault(kind => kind.File == name) is not { } found) return null;
        try
        {
            return Problem(found.Load(path), vocabulary, profile);
        }
        catch (ModelFolderException e)
        {
            return e.InnerException is FileRefusedException refused ? refused.Message : $"is not a tokenizer of the kind {found.Name}";
        }
    }

    /// <summary>Tries a tokenizer that is loaded.</summary>
    /// <returns>What is wrong, as what follows "FILE "; null where nothing is.</returns>
    /// <exception cref="SpecialTokenException">It is whole, but of a model that is asked in other prompts.</exception>
    internal static string? Problem(ITokenizer tokenizer, int vocabulary, PromptProfile profile)
    {
        if (tokenizer.Count > vocabulary) return $"has {tokenizer.Count} pieces, the model {vocabulary}";
        PromptPart[] parts = [.. Passes(profile).SelectMany(pass => pass.Fill(Sample, "no", "It is not right.").Parts).Distinct()];
        return parts.OfType<PromptPart.Text>().Select(text => Problem(tokenizer, vocabulary, text.Value)).FirstOrDefault(problem => problem is not null)
            ?? parts.OfType<PromptPart.Token>().Select(token => Problem(tokenizer, vocabulary, token)).FirstOrDefault(problem => problem is not null);
    }

    private static PromptPass[] Passes(PromptProfile profile) =>
        [profile.Attention, profile.Baseline, profile.Refined, profile.Correction, profile.SelfJudgment];

    private static string? Problem(ITokenizer tokenizer, int vocabulary, PromptPart.Token token)
    {
        if (!tokenizer.Special.TryGetValue(token.Content, out var id)) throw new SpecialTokenException(token.Content);
        return id < 0 || id >= vocabulary ? $"has {token.Content} as token {id}, which is not among the model's {vocabulary}" : null;
    }

    private static string? Problem(ITokenizer tokenizer, int vocabulary, string text)
    {
        try
        {
            var ids = tokenizer.Encode(text);
            if (ids.Any(id => id < 0 || id >= vocabulary)) return $"gives tokens that are not among the model's {vocabulary}";
            foreach (var id in ids) _ = tokenizer.Piece(id);
            return Letters(tokenizer.Decode(ids)).SequenceEqual(Letters(text)) ? null : "does not give the words of a prompt back";
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Its tables contradict themselves, and its library is not written for that.
            return $"fails at the words of a prompt ({e.Message.ReplaceLineEndings(" ")})";
        }
    }

    // How white space is written is the tokenizer's own affair.
    private static IEnumerable<char> Letters(string text) => text.Where(letter => !char.IsWhiteSpace(letter));
}
