using Judger.Core.Prompts;
using Judger.TinyModel.World;

namespace Judger.Training.Tokenizers;

/// <summary>Every sentence form of the synthetic world with every word in it: what the tokenizer must know as whole words.</summary>
internal static class Corpus
{
    public static IEnumerable<string> Sentences()
    {
        var profile = PromptProfiles.Tiny;
        PromptPass[] passes = [profile.Baseline, profile.Refined, profile.Correction, profile.SelfJudgment, Wording.Hindsight];
        foreach (var pass in passes)
        {
            foreach (var part in pass.Fill("", "", "").Parts.OfType<PromptPart.Text>()) yield return part.Value;
        }

        yield return PromptProfile.GeneralQuestion;
        foreach (var color in Vocabulary.Colors)
        {
            foreach (var shape in Vocabulary.Shapes)
            {
                yield return $"What number is on the {color.Word()} {shape.Word()}? What shape is the {color.Word()} object? What color is the {shape.Word()}?";
                yield return $"Is there {Vocabulary.Phrase(color, shape)}? yes no and The {color.Word()} {shape.Word()}";
            }
        }

        for (var digit = 0; digit < 10; digit++) yield return string.Join(' ', Wording.AllFeedback($"{digit}", $"{(digit + 1) % 10}"));
    }
}
