using Judger.Export.Checkpoints;
using Judger.Export.Families;
using Judger.Export.Families.Gemma3;
using Judger.Export.Families.InternVl;
using Judger.Export.Families.Llava;
using Judger.Export.Families.LlavaNext;
using Judger.Export.Families.LlavaOneVision;
using Judger.Export.Families.Qwen25Vl;
using Judger.Export.Families.Qwen3Vl;
using Judger.Export.Families.SmolVlm;

namespace Judger.Export.Synthetic.Families;

/// <summary>What a configuration asks of a checkpoint: its tensors in the names of published files, and the special tokens of its prompts.</summary>
/// <param name="Config">The configuration.</param>
/// <param name="Tensors">The tensors, in order.</param>
/// <param name="Vocabulary">Rows of the embeddings.</param>
/// <param name="Tokens">The tokens.</param>
internal sealed record FamilyLayout(ConfigSection Config, IReadOnlyList<LayoutTensor> Tensors, int Vocabulary, FamilyTokens Tokens)
{
    private const int Tiles = 6;

    /// <summary>The layout of a configuration.</summary>
    /// <exception cref="CheckpointException">It is of no family that can be exported, or asks for something that the graphs do not have.</exception>
    public static FamilyLayout Of(ConfigSection config) => ModelFamilies.Of(config) switch
    {
        LlavaFamily => Llava(config),
        LlavaNextFamily => LlavaNext(config),
        LlavaOneVisionFamily => OneVision(config),
        Qwen25VlFamily => Qwen25(config),
        Qwen3VlFamily => Qwen3(config),
        SmolVlmFamily => SmolVlm(config),
        InternVlFamily => InternVl(config),
        Gemma3Family => Gemma3(config),
        var family => throw new NotSupportedException($"There are no random checkpoints of {family.Name}."),
    };

    private static FamilyLayout Llava(ConfigSection config)
    {
        var (list, llava) = (new TensorList(), LlavaConfig.Read(config));
        var names = config.HasSection("text_config") ? LlavaTensorNames.HuggingFace : LlavaTensorNames.Original;
        new TowerLayout(list, names.Vision).AddClip(llava.Vision);
        AddProjector(list, names, llava.Text.Hidden, llava.Vision.FeatureWidth, llava.ProjectorBias);
        TextLayout.Add(list, names.Language, names.Head, llava.Text);
        return new(config, list.Tensors, llava.Text.Vocabulary, Read(config, "<s>", "</s>", "<image>", 1, 2));
    }

    private static FamilyLayout LlavaNext(ConfigSection config)
    {
        var (list, names, next) = (new TensorList(), LlavaTensorNames.HuggingFace, LlavaNextExport.ReadConfig(config, null));
        var vision = ClipConfig.Read(config.Section("vision_config"), config);
        new TowerLayout(list, names.Vision).AddClip(vision);
        AddTiled(list, names, next, vision.FeatureWidth);
        return new(config, list.Tensors, next.Text.Vocabulary, Read(config, "<s>", "</s>", "<image>", 1, 2));
    }

    private static FamilyLayout OneVision(ConfigSection config)
    {
        var (list, names, one) = (new TensorList(), LlavaTensorNames.HuggingFace, LlavaOneVisionExport.ReadConfig(config, null));
        var vision = SiglipConfig.Read(config);
        new TowerLayout(list, names.Vision).AddSiglip(vision);
        AddTiled(list, names, one, vision.FeatureWidth);
        return new(config, list.Tensors, one.Text.Vocabulary, Read(config, null, "<|im_end|>", "<image>", null, null, "<|im_start|>"));
    }

    private static FamilyLayout Qwen25(ConfigSection config)
    {
        var (list, names, text) = (new TensorList(), new QwenVlNames("visual.", "model."), Qwen25VlExport.ReadText(config, null));
        new TowerLayout(list, names.Vision).AddQwen25(Qwen25VlTower.Read(config, text.Hidden).Sizes, text.Hidden);
        TextLayout.Add(list, names.Language, QwenVlNames.Head, text);
        return new(config, list.Tensors, text.Vocabulary, OfQwen(config));
    }

    // Its files were made by newer code than those of Qwen2.5-VL.
    private static FamilyLayout Qwen3(ConfigSection config)
    {
        var (list, names, text) = (new TensorList(), new QwenVlNames("model.visual.", "model.language_model."), Qwen3VlExport.ReadText(config, null));
        new TowerLayout(list, names.Vision).AddQwen3(Qwen3VlTower.Read(config, text.Hidden, text.Layers), text.Hidden);
        TextLayout.Add(list, names.Language, QwenVlNames.Head, text);
        return new(config, list.Tensors, text.Vocabulary, OfQwen(config));
    }

    private static FamilyLayout SmolVlm(ConfigSection config)
    {
        var (list, names, smol) = (new TensorList(), new SmolVlmTensorNames("model."), SmolVlmConfig.Read(config, hasHead: false, null));
        new TowerLayout(list, names.Vision).AddSiglip(smol.Vision);
        list.AddMatrix(names.Projector, smol.Text.Hidden, smol.Vision.Hidden * smol.Shuffle * smol.Shuffle);
        TextLayout.Add(list, names.Language, SmolVlmTensorNames.Head, smol.Text);
        var places = Enumerable.Range(1, Tiles).SelectMany(row => Enumerable.Range(1, Tiles).Select(column => $"<row_{row}_col_{column}>"));
        string[] others = ["<|im_start|>", "<fake_token_around_image>", "<global-img>", .. places];
        return new(config, list.Tensors, smol.Text.Vocabulary, Read(config, null, "<end_of_utterance>", "<image>", null, null, others));
    }

    private static FamilyLayout InternVl(ConfigSection config)
    {
        var (list, intern) = (new TensorList(), InternVlConfig.Read(config, hasHead: false, null));
        var names = intern.IsOriginal ? InternVlTensorNames.Original : InternVlTensorNames.HuggingFace;
        var (text, vision, width) = (intern.Text, intern.Vision, intern.Vision.Hidden * intern.Shuffle * intern.Shuffle);
        new TowerLayout(list, names.Vision).AddInternVit(vision, names.IsOriginal ? InternVitNames.Original : InternVitNames.HuggingFace);
        list.AddNorm(names.ProjectorNorm, width);
        list.AddLinear(names.ProjectorFirst, text.Hidden, width);
        list.AddLinear(names.ProjectorSecond, text.Hidden, text.Hidden);
        TextLayout.Add(list, names.Language, names.Head, text);
        var tokens = Read(config, null, "<|im_end|>", "<IMG_CONTEXT>", null, null, "<|im_start|>", "<img>", "</img>");
        return new(config, list.Tensors, text.Vocabulary, tokens);
    }

    private static FamilyLayout Gemma3(ConfigSection config)
    {
        var (list, names, text) = (new TensorList(), LlavaTensorNames.HuggingFace, Gemma3Config.Read(config, null).Text);
        var vision = Gemma3Vision.Read(config, text.Hidden).Tower;
        new TowerLayout(list, names.Vision).AddSiglip(vision);
        var projector = names.ProjectorFirst[..names.ProjectorFirst.LastIndexOf('.')];
        list.Add(projector + ".mm_input_projection_weight", vision.Hidden, vision.Hidden, text.Hidden);
        list.AddScale(projector + ".mm_soft_emb_norm.weight", vision.Hidden, middle: 0);
        TextLayout.AddGemma(list, names.Language, names.Head, text);
        string[] others = ["<start_of_turn>", "<end_of_turn>", "<start_of_image>", "<end_of_image>"];
        return new(config, list.Tensors, text.Vocabulary, Read(config, "<bos>", "<eos>", "<image_soft_token>", 2, 1, others));
    }

    private static void AddTiled(TensorList list, LlavaTensorNames names, TiledConfig config, int features)
    {
        list.Add(names.Newline, 1, config.Text.Hidden);
        AddProjector(list, names, config.Text.Hidden, features, config.ProjectorBias);
        TextLayout.Add(list, names.Language, names.Head, config.Text);
    }

    private static void AddProjector(TensorList list, LlavaTensorNames names, int hidden, int features, bool hasBias)
    {
        list.AddLinear(names.ProjectorFirst, hidden, features, hasBias);
        list.AddLinear(names.ProjectorSecond, hidden, hidden, hasBias);
    }

    private static FamilyTokens OfQwen(ConfigSection config) =>
        Read(config, null, "<|im_end|>", "<|image_pad|>", null, null, "<|im_start|>", "<|vision_start|>", "<|vision_end|>");

    /// <summary>The tokens with the ids that the configuration gives them, or that its family takes where it gives none.</summary>
    private static FamilyTokens Read(
        ConfigSection config, string? begin, string end, string image, int? missingBegin, int? missingEnd, params IEnumerable<string> others)
    {
        var text = config.HasSection("llm_config") ? config.Section("llm_config") : config.Section("text_config");
        (string? Token, int? Id)[] named =
        [
            (begin, First("bos_token_id") ?? missingBegin),
            (end, First("eos_token_id") ?? missingEnd),
            (image, First("image_token_id") ?? First("image_token_index")),
        ];
        return new(begin, end)
        {
            Known = [.. named.Where(token => token is (not null, not null)).Select(token => (token.Token!, token.Id!.Value))],
            Others = [.. named.Where(token => token is (not null, null)).Select(token => token.Token!), .. others],
        };

        int? First(string name) => new[] { config, text }.FirstOrDefault(section => section.Has(name))?.Integers(name, [])[0];
    }
}
