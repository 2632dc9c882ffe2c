namespace Judger.Core.Prompts;

/// <summary>The prompt profiles that a model's manifest can name.</summary>
public static class PromptProfiles
{
    private const string LlavaSystem =
        "A chat between a curious human and an artificial intelligence assistant. The assistant gives helpful, detailed, and polite answers to the human's questions. ";

    /// <summary>The embedded model's own: image first, as short as can be, every pass shares [BOS, image].</summary>
    public static PromptProfile Tiny { get; } = new()
    {
        Name = "tiny",
        Attention = new("<image>\nUSER: {question}\nASSISTANT:"),
        Baseline = new("<image>\nUSER: {question}\nASSISTANT:"),
        Refined = new("<image><image>\nUSER: {question}\nASSISTANT:"),
        Correction = new("<image><image>\nUSER: {question}\nPrevious answer: {answer}\nJudgment: {feedback}\nASSISTANT:"),
        SelfJudgment = new("<image><image>\nUSER: {question}\nPrevious answer: {answer}\nIs the previous answer correct?\nASSISTANT:"),
        MaxNewTokens = 12,
    };

    /// <summary>The prompts of ViCrop (saccharomycetes/mllms_know): one form for every pass, short answers.</summary>
    public static PromptProfile ViCrop { get; } = new()
    {
        Name = "vicrop",
        Attention = new("<image>\nUSER: {question} Answer the question using a single word or phrase.\nASSISTANT:"),
        Baseline = new("<image>\nUSER: {question} Answer the question using a single word or phrase.\nASSISTANT:"),
        Refined = new("<image><image>\nUSER: {question} Answer the question using a single word or phrase.\nASSISTANT:"),
        Correction = new("<image><image>\nUSER: {question} A previous answer was: {answer}. An expert judged it: {feedback} Answer the question using a single word or phrase.\nASSISTANT:"),
        SelfJudgment = new("<image><image>\nUSER: {question} A previous answer was: {answer}. Is that answer correct? Answer yes or no.\nASSISTANT:"),
        MaxNewTokens = 20,
    };

    /// <summary>JUDGER's own (liangjing910/JUDGER): attention on the bare question, answers in the llava_v1 conversation.</summary>
    public static PromptProfile Judger { get; } = new()
    {
        Name = "judger",
        Attention = new("<image>\n{question}"),
        Baseline = new(LlavaSystem + "USER: <image>\n{question}\nAnswer the question using a single word or phrase. ASSISTANT:"),
        Refined = new(LlavaSystem + "USER: <image><image>\n{question}\nAnswer the question using a single word or phrase. ASSISTANT:"),
        Correction = new(LlavaSystem + "USER: <image><image>\n{question}\nA previous answer was: {answer}. An expert judged it: {feedback}\nAnswer the question using a single word or phrase. ASSISTANT:"),
        SelfJudgment = new(LlavaSystem + "USER: <image><image>\n{question}\nA previous answer was: {answer}. Is that answer correct? Answer yes or no. ASSISTANT:"),
        MaxNewTokens = 20,
    };

    /// <summary>All profiles, by name.</summary>
    public static IReadOnlyDictionary<string, PromptProfile> ByName { get; } =
        new[] { Tiny, ViCrop, Judger }.ToDictionary(profile => profile.Name, StringComparer.Ordinal);
}
