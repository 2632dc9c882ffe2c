using System.Text.Json;
using Judger.Core.Prompts;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests.Golden;

/// <summary>The built-in template of each family writes a case's messages as the checkpoint's own chat template does.</summary>
public sealed class PromptCaseTests
{
    public static TheoryData<string> Names => ["llava_next_vicuna", "llava_next_mistral", "llava_onevision", "smolvlm", "internvl"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Messages_become_the_prompt_of_the_chat_template(string family)
    {
        var template = ModelFolder.Open(GoldenFolder.Model(family)).Manifest.Prompts.Baseline.Template;
        foreach (var number in Enumerable.Range(1, GoldenFolder.Cases))
        {
            using var document = JsonDocument.Parse(File.ReadAllText(GoldenFolder.Require($"{family}/cases/{number:D2}.json")));
            var (root, images) = (document.RootElement, 0);
            PromptTurn[] turns = [.. root.GetProperty("messages").EnumerateArray().Select(message => new PromptTurn(
                Enum.Parse<PromptRole>(message.GetProperty("role").GetString()!, ignoreCase: true),
                [.. message.GetProperty("content").EnumerateArray().Select(Part)]))];

            Assert.Equal(root.GetProperty("prompt").GetString(), Write(template.Render(turns), root.GetProperty("placeholder").GetString()!));

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
