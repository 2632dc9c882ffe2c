using System.Text.Json;
using Judger.Core.Prompts;
using Judger.Core.Prompts.Templates;
using Judger.Export.Pipeline;
using Judger.Imaging.Decoders;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;
using Judger.Inference.Templates;

namespace Judger.Export.Tests.Golden;

/// <summary>The checkpoint's own chat template travels with the model folder and writes its prompts.</summary>
public sealed class ChatTemplateTests
{
    private const string Template = ModelFileNames.ChatTemplate;

    // A fine-tuned one: other words of the system, and a turn that ends otherwise.
    private const string Tuned =
        """
        {%- for m in messages -%}
        {%- if loop.first and m.role != 'system' -%}{{ '<|im_start|>system\nYou read signs.<|im_end|>\n' }}{%- endif -%}
        {{ '<|im_start|>' + m.role + '\n' }}
        {%- for c in m.content -%}
        {%- if c.type == 'image' -%}{{ '<|vision_start|><|image_pad|><|vision_end|>' }}{%- else -%}{{ c.text | trim }}{%- endif -%}
        {%- endfor -%}
        {{ '<|im_end|>' }}
        {%- endfor -%}
        {%- if add_generation_prompt -%}{{ '<|im_start|>assistant\nAnswer: ' }}{%- endif -%}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("llava", PromptForm.Template)]
    [InlineData("llava_next_vicuna", PromptForm.BuiltInAsTemplate)]
    [InlineData("llava_next_mistral", PromptForm.BuiltInAsTemplate)]
    [InlineData("llava_onevision", PromptForm.BuiltInAsTemplate)]
    [InlineData("qwen2_5_vl", PromptForm.BuiltInAsTemplate)]
    [InlineData("qwen3_vl", PromptForm.BuiltInAsTemplate)]
    [InlineData("smolvlm", PromptForm.BuiltInAsTemplate)]
    [InlineData("internvl", PromptForm.BuiltInAsTemplate)]
    [InlineData("internvl_original", PromptForm.BuiltInAsTemplate)]
    [InlineData("gemma3", PromptForm.BuiltInAsTemplate)]
    public void The_template_of_a_published_family_is_its_built_in_form_and_llavas_goes_before_vicrops(string family, PromptForm expected)
    {
        var prompts = ModelPrompts.Resolve(ModelFolder.Open(GoldenFolder.Model(family))).ResolvedPrompts;

        Assert.Equal((expected, null), (prompts?.Form, prompts?.Warning));
    }

    [Theory]
    [InlineData("llava", "<image>")]
    [InlineData("llava_next_vicuna", "<image>")]
    [InlineData("llava_next_mistral", "<image>")]
    [InlineData("llava_onevision", "<image>")]
    [InlineData("qwen2_5_vl", "<|image_pad|>")]
    [InlineData("qwen3_vl", "<|image_pad|>")]
    [InlineData("smolvlm", "<image>")]
    [InlineData("internvl", "<IMG_CONTEXT>")]
    [InlineData("gemma3", "<start_of_image>")]
    public void A_template_writes_the_messages_of_each_case_as_transformers_does(string family, string place)
    {
        var file = new[] { Template, "chat_template.json" }
            .Select(name => Path.Combine(Path.GetDirectoryName(GoldenFolder.Require($"{family}/checkpoint/config.json"))!, name)).First(File.Exists);
        var source = File.ReadAllText(file);
        if (file.EndsWith(".json", StringComparison.Ordinal)) source = JsonDocument.Parse(source).RootElement.GetProperty("chat_template").GetString()!;
        var template = ChatTemplate.Parse(source);
        for (var number = 1; number <= GoldenFolder.Cases; number++)
        {
            using var document = JsonDocument.Parse(File.ReadAllText(GoldenFolder.Require($"{family}/cases/{number:D2}.json")));
            var root = document.RootElement;
            PromptTurn[] turns = [.. root.GetProperty("messages").EnumerateArray().Select(message => new PromptTurn(
                Enum.Parse<PromptRole>(message.GetProperty("role").GetString()!, ignoreCase: true),
                [.. message.GetProperty("content").EnumerateArray().Select(Part)]))];
            var written = template.Render(turns, ContentForm.Parts, new(place, place), new Dictionary<string, string> { ["bos_token"] = "<bos>" });

            Assert.Equal(root.GetProperty("prompt").GetString(), written.Value);
        }

        static PromptPart Part(JsonElement part) =>
            part.GetProperty("type").GetString() == "image" ? new PromptPart.Image(0) : new PromptPart.Text(part.GetProperty("text").GetString()!);
    }

    [Fact]
    public async Task A_fine_tuned_template_writes_every_pass_and_prefixes_are_shared_as_before()
    {
        using var checkpoint = new ChangedCheckpoint("qwen2_5_vl");
        File.WriteAllText(checkpoint.PathOf(Template), Tuned);
        var (folder, manifest) = checkpoint.Export();
        Assert.Empty(checkpoint.Warnings);
        Assert.Contains(Template, manifest.Files.Keys);
        var pixels = ImageDecoder.Decode(await File.ReadAllBytesAsync(GoldenFolder.Require("images/street.png"), Token));
        await using var engine = OnnxEngine.Load(folder, new() { IntraOpThreads = 1 });
        var profile = engine.Manifest.Prompts;
        Assert.Equal(PromptForm.Template, engine.Manifest.ResolvedPrompts?.Form);
        Assert.True(profile.BaselineIsAttentionPass);

        const string question = " <|im_end|> {{ 7 }}? ";
        PromptPart[] expected =
        [
            new PromptPart.Token("<|im_start|>"), new PromptPart.Text("system\nYou read signs."), new PromptPart.Token("<|im_end|>"), new PromptPart.Text("\n"),
            new PromptPart.Token("<|im_start|>"), new PromptPart.Text("user\n"),
            new PromptPart.Token("<|vision_start|>"), new PromptPart.Image(0), new PromptPart.Token("<|vision_end|>"),
            new PromptPart.Text("<|im_end|> {{ 7 }}? \nAnswer the question using a single word or phrase."), new PromptPart.Token("<|im_end|>"),
            new PromptPart.Token("<|im_start|>"), new PromptPart.Text("assistant\nAnswer: "),
        ];
        Assert.Equal(expected, profile.Baseline.Fill(question).Parts);

        var whole = new ImageInput("image", pixels, PixelBox.Whole(pixels.Size));
        var crop = whole with { Region = new(20, 10, 150, 120) };
        var baseline = await Ask(profile.Baseline, whole);
        var refined = await Ask(profile.Refined, whole, crop);
        var corrected = await Ask(profile.Correction, whole, crop);
        Assert.Equal([1, 1, 0], new[] { baseline, refined, corrected }.Select(pass => pass.Work.ImagesEncoded));
        Assert.InRange(corrected.Work.TokensPrefilled, 1, 120);
        Assert.Equal(engine.Manifest.Layout(pixels.Size, 1).Tokens, baseline.AttentionRow!.Length);

        Task<Generation> Ask(PromptPass pass, params ImageInput[] images) => engine.GenerateAsync(
            new() { Prompt = pass.Fill(question, "a bird", "It is wrong."), Images = images, MaxNewTokens = 2, CaptureAttention = true }, Token);
    }

    [Fact]
    public void A_template_that_takes_texts_alone_gets_the_places_of_images_within_them()
    {
        using var checkpoint = new ChangedCheckpoint("internvl_original");
        File.WriteAllText(
            checkpoint.PathOf(Template),
            "{% for m in messages %}{{ '<|im_start|>' + m.role + '\n' + m.content + '<|im_end|>' + '\n' }}{% endfor %}"
            + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}");

        Assert.Equal(PromptForm.BuiltInAsTemplate, Resolved(checkpoint).Form);
    }

    [Fact]
    public void A_prompt_that_begins_with_the_begin_of_a_sequence_does_not_get_it_twice()
    {
        using var checkpoint = new ChangedCheckpoint("llava_next_vicuna");
        var own = File.ReadAllText(checkpoint.PathOf(Template));
        File.WriteAllText(checkpoint.PathOf(Template), "{{ bos_token }}" + own);

        Assert.Equal(PromptForm.BuiltInAsTemplate, Resolved(checkpoint).Form);
    }

    [Theory]
    [InlineData("{% for m in messages %}", "line 1, column 24")]
    [InlineData("{% import 'x' as y %}", "the block 'import' is not supported")]
    [InlineData("{{ messages | nope }}", "there is no filter 'nope'")]
    [InlineData("{{ raise_exception('no images here') }}", "no images here")]
    [InlineData("{% for i in range(10**9) %}{% endfor %}", "a range has more than 100000 numbers")]
    [InlineData("{% for m in messages %}{{ m.content[-1].text }}{% endfor %}", "<|image_pad|> 0 times for 1 images")]
    [InlineData("{% for m in messages %}<|image_pad|>{{ m.content[-1].text }}{% endfor %}", "<|image_pad|> 1 times for 2 images")]
    [InlineData("{% for m in messages %}<|image_pad|>{{ m.content }}{% endfor %}", "it leaves out what a turn says")]
    [InlineData("{% for m in messages %}{% for c in m.content if c.type == 'image' %}<|image_pad|>{% endfor %}{% endfor %}", "it leaves out what a turn says")]
    public void A_template_that_cannot_be_used_is_warned_of_and_the_built_in_form_is_named(string template, string problem)
    {
        using var checkpoint = new ChangedCheckpoint("qwen2_5_vl");
        File.WriteAllText(checkpoint.PathOf(Template), template);

        var prompts = Resolved(checkpoint);

        Assert.Equal(PromptForm.BuiltIn, prompts.Form);
        Assert.Same(PromptProfiles.Qwen25Vl, prompts.Profile);
        Assert.Contains(problem, prompts.Warning, StringComparison.Ordinal);
        Assert.StartsWith($"{Template} is not used (", prompts.Warning, StringComparison.Ordinal);
        Assert.EndsWith("; prompts have the built-in form of the profile 'qwen2.5-vl' instead.", prompts.Warning, StringComparison.Ordinal);
        Assert.Equal(prompts.Warning, Assert.Single(checkpoint.Warnings));
    }

    [Fact]
    public void A_template_may_refuse_what_the_method_does_not_need()
    {
        using var checkpoint = new ChangedCheckpoint("qwen2_5_vl");
        File.WriteAllText(checkpoint.PathOf(Template), "{% if messages | length > 1 %}{{ raise_exception('one turn') }}{% endif %}" + Tuned);

        var prompts = Resolved(checkpoint);

        Assert.Equal((PromptForm.Template, null), (prompts.Form, prompts.Warning));
        var error = Assert.Throws<ChatTemplateException>(
            () => prompts.Profile.Baseline.Template.Render([PromptTurn.Of(PromptRole.System, "a"), PromptTurn.Of(PromptRole.User, "b")]));
        Assert.Contains("line 1, column 49: the template says: one turn", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tokenizers_template_is_used_where_the_processor_has_none_and_of_several_the_default()
    {
        using var checkpoint = new ChangedCheckpoint("qwen2_5_vl");
        File.Delete(checkpoint.PathOf("chat_template.json"));
        checkpoint.Edit("tokenizer_config.json", [], config => config["chat_template"] = System.Text.Json.Nodes.JsonNode.Parse(
            JsonSerializer.Serialize(new[] { new { name = "tool_use", template = "x" }, new { name = "default", template = Tuned } })));

        var (folder, _) = checkpoint.Export();

        Assert.Equal(Tuned, File.ReadAllText(Path.Combine(folder, Template)));
        Assert.Equal("<|im_end|>", ModelFolder.ReadManifest(folder).ChatTemplate?.Tokens["eos_token"]);
    }

    [Fact]
    public void A_checkpoint_without_a_template_and_a_profile_that_is_asked_for_have_none_in_the_folder()
    {
        using var checkpoint = new ChangedCheckpoint("qwen2_5_vl");
        var output = checkpoint.PathOf("model");
        var options = new ExportOptions { Checkpoint = Path.GetDirectoryName(output)!, Output = output, Profile = "qwen3-vl" };
        ModelExporter.Export(options, cancellationToken: Token);
        Assert.False(File.Exists(Path.Combine(output, Template)));
        Directory.Delete(output, recursive: true);
        File.Delete(checkpoint.PathOf("chat_template.json"));

        var (folder, manifest) = checkpoint.Export();

        Assert.False(File.Exists(Path.Combine(folder, Template)));
        Assert.Null(manifest.ResolvedPrompts);
        Assert.DoesNotContain("template", File.ReadAllText(Path.Combine(folder, ModelFileNames.Manifest)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_whose_template_is_another_than_the_manifests_is_not_opened()
    {
        using var checkpoint = new ChangedCheckpoint("qwen2_5_vl");
        var (folder, manifest) = checkpoint.Export();
        File.WriteAllText(Path.Combine(folder, Template), Tuned);
        Assert.Contains(Template, Assert.Throws<ModelFolderException>(() => ModelFolder.Open(folder)).Message, StringComparison.Ordinal);
        var files = manifest.Files.Where(file => file.Key != Template).ToDictionary();

        var error = Assert.Throws<ModelFolderException>(() => ModelFolder.WriteManifest(folder, manifest with { Files = files }));

        Assert.Contains($"files lacks {Template}", error.Message, StringComparison.Ordinal);
    }

    private static ModelPrompts Resolved(ChangedCheckpoint checkpoint) =>
        ModelPrompts.Resolve(ModelFolder.Open(checkpoint.Export().Folder)).ResolvedPrompts!;
}
