using System.Text.RegularExpressions;
using Judger.Core.Prompts;
using Judger.Inference.Contract;

namespace Judger.Grains.Tests.Support;

/// <summary>A request as the engine saw it, read back from its prompt.</summary>
internal sealed partial record EngineCall(Pass Pass, string Question, string Image, PixelBox? Crop, string Answer, string Feedback)
{
    public static EngineCall Of(GenerationRequest request)
    {
        var text = string.Concat(request.Prompt.Parts.OfType<PromptPart.Text>().Select(part => part.Value));
        var match = TinyPrompt().Match(text);
        Assert.True(match.Success, text);
        Assert.Equal(request.Prompt.ImageCount, request.Images.Count);
        PixelBox? crop = request.Images.Count == 2 ? request.Images[1].Region : null;
        return new(
            PassOf(request, match), match.Groups["question"].Value, request.Images[0].Digest, crop, match.Groups["answer"].Value,
            match.Groups["feedback"].Value);
    }

    private static Pass PassOf(GenerationRequest request, Match match)
    {
        if (request.Images.Count == 1 && !match.Groups["answer"].Success)
            return request is { MaxNewTokens: 0, CaptureAttention: true } ? Pass.GeneralRow : Pass.Baseline;
        if (match.Groups["feedback"].Success) return Pass.Correction;
        return match.Groups["answer"].Success ? Pass.SelfJudgment : Pass.Refined;
    }

    [GeneratedRegex(
        @"^\nUSER: (?<question>.*?)\n(Previous answer: (?<answer>.*?)\n(Judgment: (?<feedback>.*?)|Is the previous answer correct\?)\n)?ASSISTANT:$",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex TinyPrompt();
}
