using System.Text.Json;
using Judger.Core.Prompts;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;

namespace Judger.Export.Tests.Golden;

/// <summary>The built-in template of each family writes a case's messages as the checkpoint's own chat template does.</summary>
public sealed class PromptCaseTests
{
    public static TheoryData<string> Names => ["llava_next_vicuna", "llava_next_mistral", "llava_onevision", "smolvlm", "internvl", "gemma3"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Messages_become_the_prompt_of_the_chat_template(string family)
    {
        var folder = ModelFolder.Open(GoldenFolder.Model(family));
        var (template, begin) = (folder.Manifest.Prompts.Baseline.Template, folder.Manifest.Tokens.BeginOfSequence);
        var beginText = TokenizerKinds.Load(folder).Special.FirstOrDefault(token => token.Value == begin).Key;
        foreach (var number in Enumerable.Range(1, GoldenFolder.Cases))
        {
            using var document = JsonDocument.Parse(File.ReadAllText(GoldenFolder.Require($"{family}/cases/{number:D2}.json")));
            var (root, images) = (document.RootElement, 0);
            PromptTurn[] turns = [.. root.GetProperty("messages").EnumerateArray().Select(message => new PromptTurn(
                Enum.Parse<PromptRole>(message.GetProperty("role").GetString()!, ignoreCase: true),
                [.. message.GetProperty("content").EnumerateArray().Select(Part)]))];

            var (prompt, placeholder) = (root.GetProperty("prompt").GetString()!, root.GetProperty("placeholder").GetString()!);

            // The engine puts the beginning of a sequence first, and a processor writes what frames an image.
            if (beginText is not null && prompt.StartsWith(beginText, StringComparison.Ordinal)) prompt = prompt[beginText.Length..];
            var framed = Write(new(template.Framed(new(0))), placeholder);
            Assert.Equal(prompt.Replace(placeholder, framed, StringComparison.Ordinal), Write(template.Render(turns), placeholder));

            PromptPart Part(JsonElement content) => content.GetProperty("type").GetString() == "image"
                ? new PromptPart.Image(images++)
                : new PromptPart.Text(content.GetProperty("text").GetString()!);
        }
    }

    private static string Write(Prompt prompt, string placeholder) => string.Concat(prompt.Parts.Select(part => part switch
    {
        PromptPart.Image => placeholder,
        PromptPart.Token token => token.Content,
        _ => ((PromptPart.Text)part).Value,
    }));
}
