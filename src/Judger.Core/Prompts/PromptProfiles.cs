using Judger.Core.Prompts.Templates;

namespace Judger.Core.Prompts;

/// <summary>The prompt profiles that a model's manifest can name.</summary>
public static class PromptProfiles
{
    private const string LlavaSystem =
        "A chat between a curious human and an artificial intelligence assistant. "
        + "The assistant gives helpful, detailed, and polite answers to the human's questions.";

    /// <summary>The embedded model's own: image first, as short as can be, every pass shares [BOS, image].</summary>
    public static PromptProfile Tiny { get; } = PromptProfile.Of(
        "tiny",
        new ImageFirstTemplate(),
        question: "{question}",
        correction: "{question}\nPrevious answer: {answer}\nJudgment: {feedback}",
        selfJudgment: "{question}\nPrevious answer: {answer}\nIs the previous answer correct?",
        maxNewTokens: 12) with
    {
        // It was trained on single questions and answers of a word or two.
        Free = null,
        TakesConversations = false,
    };

    /// <summary>The prompts of ViCrop (saccharomycetes/mllms_know): one form for every pass, short answers.</summary>
    public static PromptProfile ViCrop { get; } = PromptProfile.Of(
        "vicrop",
        new ImageFirstTemplate(),
        question: "{question} Answer the question using a single word or phrase.",
        correction: "{question} A previous answer was: {answer}. An expert judged it: {feedback} Answer the question using a single word or phrase.",
        selfJudgment: "{question} A previous answer was: {answer}. Is that answer correct? Answer yes or no.",
        maxNewTokens: 20);

    /// <summary>JUDGER's own (liangjing910/JUDGER): attention on the bare question, answers in the llava_v1 conversation.</summary>
    public static PromptProfile Judger { get; } = PromptProfile.Of(
        "judger",
        new VicunaTemplate(LlavaSystem),
        question: "{question}\nAnswer the question using a single word or phrase.",
        correction: "{question}\nA previous answer was: {answer}. An expert judged it: {feedback}\nAnswer the question using a single word or phrase.",
        selfJudgment: "{question}\nA previous answer was: {answer}. Is that answer correct? Answer yes or no.",
        maxNewTokens: 20) with
    {
        Attention = new(new BareTemplate(), new("{question}")),
    };

    /// <summary>LLaVA-NeXT with Vicuna text (llava-hf/llava-v1.6-vicuna): a conversation without a system sentence.</summary>
    public static PromptProfile LlavaNextVicuna { get; } = ShortAnswers("llava-next-vicuna", new VicunaTemplate("", LineForEachImage: true));

    /// <summary>LLaVA-NeXT with Mistral text (llava-hf/llava-v1.6-mistral).</summary>
    public static PromptProfile LlavaNextMistral { get; } = ShortAnswers("llava-next-mistral", new MistralTemplate());

    /// <summary>LLaVA-OneVision (llava-hf/llava-onevision-qwen2).</summary>
    public static PromptProfile LlavaOneVision { get; } = ShortAnswers("llava-onevision", new OneVisionTemplate());

    /// <summary>Qwen2.5-VL (Qwen/Qwen2.5-VL-Instruct), with its own system sentence.</summary>
    public static PromptProfile Qwen25Vl { get; } = ShortAnswers("qwen2.5-vl", new QwenVlTemplate("You are a helpful assistant.")) with
    {
        ImageMark = QwenVlImage,
    };

    /// <summary>Qwen3-VL (Qwen/Qwen3-VL-Instruct), which has no system sentence of its own.</summary>
    public static PromptProfile Qwen3Vl { get; } = ShortAnswers("qwen3-vl", new QwenVlTemplate("")) with { ImageMark = QwenVlImage };

    /// <summary>SmolVLM and SmolVLM2 (HuggingFaceTB/SmolVLM2).</summary>
    public static PromptProfile SmolVlm { get; } = ShortAnswers("smolvlm", new SmolVlmTemplate("<|im_start|>"));

    /// <summary>Idefics3 (HuggingFaceM4/Idefics3-8B-Llama3).</summary>
    public static PromptProfile Idefics3 { get; } = ShortAnswers("idefics3", new SmolVlmTemplate("<|begin_of_text|>"));

    /// <summary>InternVL3 (OpenGVLab/InternVL3).</summary>
    public static PromptProfile InternVl { get; } = ShortAnswers("internvl", new InternVlTemplate()) with
    {
        ImageMark = new("<IMG_CONTEXT>", "<IMG_CONTEXT>\n"),
    };

    private static ImageMark QwenVlImage => new("<|image_pad|>", "<|vision_start|><|image_pad|><|vision_end|>");

    /// <summary>Gemma 3 (google/gemma-3-it).</summary>
    public static PromptProfile Gemma3 { get; } = ShortAnswers("gemma3", new GemmaTemplate()) with
    {
        ImageMark = new("<start_of_image>", "<start_of_image>"),
    };

    /// <summary>All profiles, by name.</summary>
    public static IReadOnlyDictionary<string, PromptProfile> ByName { get; } =
        new[] { Tiny, ViCrop, Judger, LlavaNextVicuna, LlavaNextMistral, LlavaOneVision, Qwen25Vl, Qwen3Vl, SmolVlm, Idefics3, InternVl, Gemma3 }
            .ToDictionary(profile => profile.Name, StringComparer.Ordinal);

    // The instruction that these models were trained to answer in a word or two after, on a line behind the question.
    private static PromptProfile ShortAnswers(string name, IPromptTemplate template) => PromptProfile.Of(
        name,
        template,
        question: "{question}\nAnswer the question using a single word or phrase.",
        correction: "{question}\nA previous answer was: {answer}. An expert judged it: {feedback}\nAnswer the question using a single word or phrase.",
        selfJudgment: "{question}\nA previous answer was: {answer}. Is that answer correct? Answer yes or no.",
        maxNewTokens: 20);
}
