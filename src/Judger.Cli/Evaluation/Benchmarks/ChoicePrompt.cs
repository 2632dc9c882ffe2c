using System.Text;
using Judger.Core.Metrics;

namespace Judger.Cli.Evaluation.Benchmarks;

/// <summary>A multiple-choice question as LLaVA's evaluation asks it: the question, a line for each option, and how to answer.</summary>
internal static class ChoicePrompt
{
    public static string Write(string question, IReadOnlyList<string> options)
    {
        var text = new StringBuilder(question);
        for (var option = 0; option < options.Count; option++) text.Append('\n').Append(OptionChoice.Letter(option)).Append(". ").Append(options[option]);
        return text.Append("\nAnswer with the option's letter from the given choices directly.").ToString();
    }
}
