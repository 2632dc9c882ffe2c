using Judger.Core.Prompts;

namespace Judger.Core.Tests.Prompts;

/// <summary>Every prompt of every profile, letter by letter: models answer worse when one changes, and no other test would show it.</summary>
public sealed class PromptGoldenTests
{
    private const string System =
        "A chat between a curious human and an artificial intelligence assistant. "
        + "The assistant gives helpful, detailed, and polite answers to the human's questions. ";

    private const string QwenSystem = "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n";

    // Images are written as <index>; QQ is the question, AA the answer, FF the feedback.
    public static TheoryData<string, string, int, string> Prompts => new()
    {
        { "tiny", nameof(PromptProfile.Attention), 1, "<0>\nUSER: QQ\nASSISTANT:" },
        { "tiny", nameof(PromptProfile.Attention), 3, "<0><1><2>\nUSER: QQ\nASSISTANT:" },
        { "tiny", nameof(PromptProfile.Baseline), 1, "<0>\nUSER: QQ\nASSISTANT:" },
        { "tiny", nameof(PromptProfile.Baseline), 3, "<0><1><2>\nUSER: QQ\nASSISTANT:" },
        { "tiny", nameof(PromptProfile.Refined), 1, "<0><1>\nUSER: QQ\nASSISTANT:" },
        { "tiny", nameof(PromptProfile.Refined), 3, "<0><1><2><3>\nUSER: QQ\nASSISTANT:" },
        { "tiny", nameof(PromptProfile.Correction), 1, "<0><1>\nUSER: QQ\nPrevious answer: AA\nJudgment: FF\nASSISTANT:" },
        { "tiny", nameof(PromptProfile.Correction), 3, "<0><1><2><3>\nUSER: QQ\nPrevious answer: AA\nJudgment: FF\nASSISTANT:" },
        { "tiny", nameof(PromptProfile.SelfJudgment), 1, "<0><1>\nUSER: QQ\nPrevious answer: AA\nIs the previous answer correct?\nASSISTANT:" },
        { "tiny", nameof(PromptProfile.SelfJudgment), 3, "<0><1><2><3>\nUSER: QQ\nPrevious answer: AA\nIs the previous answer correct?\nASSISTANT:" },
        { "vicrop", nameof(PromptProfile.Attention), 1, "<0>\nUSER: QQ Answer the question using a single word or phrase.\nASSISTANT:" },
        { "vicrop", nameof(PromptProfile.Attention), 3, "<0><1><2>\nUSER: QQ Answer the question using a single word or phrase.\nASSISTANT:" },
        { "vicrop", nameof(PromptProfile.Baseline), 1, "<0>\nUSER: QQ Answer the question using a single word or phrase.\nASSISTANT:" },
        { "vicrop", nameof(PromptProfile.Baseline), 3, "<0><1><2>\nUSER: QQ Answer the question using a single word or phrase.\nASSISTANT:" },
        { "vicrop", nameof(PromptProfile.Refined), 1, "<0><1>\nUSER: QQ Answer the question using a single word or phrase.\nASSISTANT:" },
        { "vicrop", nameof(PromptProfile.Refined), 3, "<0><1><2><3>\nUSER: QQ Answer the question using a single word or phrase.\nASSISTANT:" },
        {
            "vicrop", nameof(PromptProfile.Correction), 1,
            "<0><1>\nUSER: QQ A previous answer was: AA. An expert judged it: FF Answer the question using a single word or phrase.\nASSISTANT:"
        },
        {
            "vicrop", nameof(PromptProfile.Correction), 3,
            "<0><1><2><3>\nUSER: QQ A previous answer was: AA. An expert judged it: FF Answer the question using a single word or phrase.\nASSISTANT:"
        },
        {
            "vicrop", nameof(PromptProfile.SelfJudgment), 1,
            "<0><1>\nUSER: QQ A previous answer was: AA. Is that answer correct? Answer yes or no.\nASSISTANT:"
        },
        {
            "vicrop", nameof(PromptProfile.SelfJudgment), 3,
            "<0><1><2><3>\nUSER: QQ A previous answer was: AA. Is that answer correct? Answer yes or no.\nASSISTANT:"
        },
        { "judger", nameof(PromptProfile.Attention), 1, "<0>\nQQ" },
        { "judger", nameof(PromptProfile.Attention), 3, "<0><1><2>\nQQ" },
        { "judger", nameof(PromptProfile.Baseline), 1, System + "USER: <0>\nQQ\nAnswer the question using a single word or phrase. ASSISTANT:" },
        { "judger", nameof(PromptProfile.Baseline), 3, System + "USER: <0><1><2>\nQQ\nAnswer the question using a single word or phrase. ASSISTANT:" },
        { "judger", nameof(PromptProfile.Refined), 1, System + "USER: <0><1>\nQQ\nAnswer the question using a single word or phrase. ASSISTANT:" },
        { "judger", nameof(PromptProfile.Refined), 3, System + "USER: <0><1><2><3>\nQQ\nAnswer the question using a single word or phrase. ASSISTANT:" },
        {
            "judger", nameof(PromptProfile.Correction), 1,
            System + "USER: <0><1>\nQQ\nA previous answer was: AA."
            + " An expert judged it: FF\nAnswer the question using a single word or phrase. ASSISTANT:"
        },
        {
            "judger", nameof(PromptProfile.Correction), 3,
            System + "USER: <0><1><2><3>\nQQ\nA previous answer was: AA."
            + " An expert judged it: FF\nAnswer the question using a single word or phrase. ASSISTANT:"
        },
        {
            "judger", nameof(PromptProfile.SelfJudgment), 1,
            System + "USER: <0><1>\nQQ\nA previous answer was: AA. Is that answer correct? Answer yes or no. ASSISTANT:"
        },
        {
            "judger", nameof(PromptProfile.SelfJudgment), 3,
            System + "USER: <0><1><2><3>\nQQ\nA previous answer was: AA. Is that answer correct? Answer yes or no. ASSISTANT:"
        },
        { "llava-next-vicuna", nameof(PromptProfile.Attention), 1, "USER: <0>\nQQ\nAnswer the question using a single word or phrase. ASSISTANT:" },
        { "llava-next-vicuna", nameof(PromptProfile.Attention), 3, "USER: <0>\n<1>\n<2>\nQQ\nAnswer the question using a single word or phrase. ASSISTANT:" },
        { "llava-next-vicuna", nameof(PromptProfile.Baseline), 1, "USER: <0>\nQQ\nAnswer the question using a single word or phrase. ASSISTANT:" },
        { "llava-next-vicuna", nameof(PromptProfile.Baseline), 3, "USER: <0>\n<1>\n<2>\nQQ\nAnswer the question using a single word or phrase. ASSISTANT:" },
        { "llava-next-vicuna", nameof(PromptProfile.Refined), 1, "USER: <0>\n<1>\nQQ\nAnswer the question using a single word or phrase. ASSISTANT:" },
        {
            "llava-next-vicuna", nameof(PromptProfile.Refined), 3,
            "USER: <0>\n<1>\n<2>\n<3>\nQQ\nAnswer the question using a single word or phrase. ASSISTANT:"
        },
        {
            "llava-next-vicuna", nameof(PromptProfile.Correction), 1,
            "USER: <0>\n<1>\nQQ\nA previous answer was: AA. An expert judged it: FF\nAnswer the question using a single word or phrase. ASSISTANT:"
        },
        {
            "llava-next-vicuna", nameof(PromptProfile.Correction), 3,
            "USER: <0>\n<1>\n<2>\n<3>\nQQ\nA previous answer was: AA."
            + " An expert judged it: FF\nAnswer the question using a single word or phrase. ASSISTANT:"
        },
        {
            "llava-next-vicuna", nameof(PromptProfile.SelfJudgment), 1,
            "USER: <0>\n<1>\nQQ\nA previous answer was: AA. Is that answer correct? Answer yes or no. ASSISTANT:"
        },
        {
            "llava-next-vicuna", nameof(PromptProfile.SelfJudgment), 3,
            "USER: <0>\n<1>\n<2>\n<3>\nQQ\nA previous answer was: AA. Is that answer correct? Answer yes or no. ASSISTANT:"
        },
        { "llava-next-mistral", nameof(PromptProfile.Attention), 1, "[INST] <0>\nQQ\nAnswer the question using a single word or phrase. [/INST]" },
        { "llava-next-mistral", nameof(PromptProfile.Attention), 3, "[INST] <0>\n<1>\n<2>\nQQ\nAnswer the question using a single word or phrase. [/INST]" },
        { "llava-next-mistral", nameof(PromptProfile.Baseline), 1, "[INST] <0>\nQQ\nAnswer the question using a single word or phrase. [/INST]" },
        { "llava-next-mistral", nameof(PromptProfile.Baseline), 3, "[INST] <0>\n<1>\n<2>\nQQ\nAnswer the question using a single word or phrase. [/INST]" },
        { "llava-next-mistral", nameof(PromptProfile.Refined), 1, "[INST] <0>\n<1>\nQQ\nAnswer the question using a single word or phrase. [/INST]" },
        { "llava-next-mistral", nameof(PromptProfile.Refined), 3, "[INST] <0>\n<1>\n<2>\n<3>\nQQ\nAnswer the question using a single word or phrase. [/INST]" },
        {
            "llava-next-mistral", nameof(PromptProfile.Correction), 1,
            "[INST] <0>\n<1>\nQQ\nA previous answer was: AA. An expert judged it: FF\nAnswer the question using a single word or phrase. [/INST]"
        },
        {
            "llava-next-mistral", nameof(PromptProfile.Correction), 3,
            "[INST] <0>\n<1>\n<2>\n<3>\nQQ\nA previous answer was: AA. An expert judged it: FF\nAnswer the question using a single word or phrase. [/INST]"
        },
        {
            "llava-next-mistral", nameof(PromptProfile.SelfJudgment), 1,
            "[INST] <0>\n<1>\nQQ\nA previous answer was: AA. Is that answer correct? Answer yes or no. [/INST]"
        },
        {
            "llava-next-mistral", nameof(PromptProfile.SelfJudgment), 3,
            "[INST] <0>\n<1>\n<2>\n<3>\nQQ\nA previous answer was: AA. Is that answer correct? Answer yes or no. [/INST]"
        },
        {
            "llava-onevision", nameof(PromptProfile.Attention), 1,
            "<|im_start|>user <0>\nQQ\nAnswer the question using a single word or phrase.<|im_end|><|im_start|>assistant\n"
        },
        {
            "llava-onevision", nameof(PromptProfile.Attention), 3,
            "<|im_start|>user <0><1><2>\nQQ\nAnswer the question using a single word or phrase.<|im_end|><|im_start|>assistant\n"
        },
        {
            "llava-onevision", nameof(PromptProfile.Baseline), 1,
            "<|im_start|>user <0>\nQQ\nAnswer the question using a single word or phrase.<|im_end|><|im_start|>assistant\n"
        },
        {
            "llava-onevision", nameof(PromptProfile.Baseline), 3,
            "<|im_start|>user <0><1><2>\nQQ\nAnswer the question using a single word or phrase.<|im_end|><|im_start|>assistant\n"
        },
        {
            "llava-onevision", nameof(PromptProfile.Refined), 1,
            "<|im_start|>user <0><1>\nQQ\nAnswer the question using a single word or phrase.<|im_end|><|im_start|>assistant\n"
        },
        {
            "llava-onevision", nameof(PromptProfile.Refined), 3,
            "<|im_start|>user <0><1><2><3>\nQQ\nAnswer the question using a single word or phrase.<|im_end|><|im_start|>assistant\n"
        },
        {
            "llava-onevision", nameof(PromptProfile.Correction), 1,
            "<|im_start|>user <0><1>\nQQ\nA previous answer was: AA."
            + " An expert judged it: FF\nAnswer the question using a single word or phrase.<|im_end|><|im_start|>assistant\n"
        },
        {
            "llava-onevision", nameof(PromptProfile.Correction), 3,
            "<|im_start|>user <0><1><2><3>\nQQ\nA previous answer was: AA."
            + " An expert judged it: FF\nAnswer the question using a single word or phrase.<|im_end|><|im_start|>assistant\n"
        },
        {
            "llava-onevision", nameof(PromptProfile.SelfJudgment), 1,
            "<|im_start|>user <0><1>\nQQ\nA previous answer was: AA. Is that answer correct? Answer yes or no.<|im_end|><|im_start|>assistant\n"
        },
        {
            "llava-onevision", nameof(PromptProfile.SelfJudgment), 3,
            "<|im_start|>user <0><1><2><3>\nQQ\nA previous answer was: AA. Is that answer correct? Answer yes or no.<|im_end|><|im_start|>assistant\n"
        },
        {
            "smolvlm", nameof(PromptProfile.Attention), 1,
            "<|im_start|>User:<0>QQ\nAnswer the question using a single word or phrase.<end_of_utterance>\nAssistant:"
        },
        {
            "smolvlm", nameof(PromptProfile.Attention), 3,
            "<|im_start|>User:<0><1><2>QQ\nAnswer the question using a single word or phrase.<end_of_utterance>\nAssistant:"
        },
        {
            "smolvlm", nameof(PromptProfile.Baseline), 1,
            "<|im_start|>User:<0>QQ\nAnswer the question using a single word or phrase.<end_of_utterance>\nAssistant:"
        },
        {
            "smolvlm", nameof(PromptProfile.Baseline), 3,
            "<|im_start|>User:<0><1><2>QQ\nAnswer the question using a single word or phrase.<end_of_utterance>\nAssistant:"
        },
        {
            "smolvlm", nameof(PromptProfile.Refined), 1,
            "<|im_start|>User:<0><1>QQ\nAnswer the question using a single word or phrase.<end_of_utterance>\nAssistant:"
        },
        {
            "smolvlm", nameof(PromptProfile.Refined), 3,
            "<|im_start|>User:<0><1><2><3>QQ\nAnswer the question using a single word or phrase.<end_of_utterance>\nAssistant:"
        },
        {
            "smolvlm", nameof(PromptProfile.Correction), 1,
            "<|im_start|>User:<0><1>QQ\nA previous answer was: AA."
            + " An expert judged it: FF\nAnswer the question using a single word or phrase.<end_of_utterance>\nAssistant:"
        },
        {
            "smolvlm", nameof(PromptProfile.Correction), 3,
            "<|im_start|>User:<0><1><2><3>QQ\nA previous answer was: AA."
            + " An expert judged it: FF\nAnswer the question using a single word or phrase.<end_of_utterance>\nAssistant:"
        },
        {
            "smolvlm", nameof(PromptProfile.SelfJudgment), 1,
            "<|im_start|>User:<0><1>QQ\nA previous answer was: AA. Is that answer correct? Answer yes or no.<end_of_utterance>\nAssistant:"
        },
        {
            "smolvlm", nameof(PromptProfile.SelfJudgment), 3,
            "<|im_start|>User:<0><1><2><3>QQ\nA previous answer was: AA. Is that answer correct? Answer yes or no.<end_of_utterance>\nAssistant:"
        },
        {
            "idefics3", nameof(PromptProfile.Attention), 1,
            "<|begin_of_text|>User:<0>QQ\nAnswer the question using a single word or phrase.<end_of_utterance>\nAssistant:"
        },
        {
            "idefics3", nameof(PromptProfile.Attention), 3,
            "<|begin_of_text|>User:<0><1><2>QQ\nAnswer the question using a single word or phrase.<end_of_utterance>\nAssistant:"
        },
        {
            "idefics3", nameof(PromptProfile.Baseline), 1,
            "<|begin_of_text|>User:<0>QQ\nAnswer the question using a single word or phrase.<end_of_utterance>\nAssistant:"
        },
        {
            "idefics3", nameof(PromptProfile.Baseline), 3,
            "<|begin_of_text|>User:<0><1><2>QQ\nAnswer the question using a single word or phrase.<end_of_utterance>\nAssistant:"
        },
        {
            "idefics3", nameof(PromptProfile.Refined), 1,
            "<|begin_of_text|>User:<0><1>QQ\nAnswer the question using a single word or phrase.<end_of_utterance>\nAssistant:"
        },
        {
            "idefics3", nameof(PromptProfile.Refined), 3,
            "<|begin_of_text|>User:<0><1><2><3>QQ\nAnswer the question using a single word or phrase.<end_of_utterance>\nAssistant:"
        },
        {
            "idefics3", nameof(PromptProfile.Correction), 1,
            "<|begin_of_text|>User:<0><1>QQ\nA previous answer was: AA."
            + " An expert judged it: FF\nAnswer the question using a single word or phrase.<end_of_utterance>\nAssistant:"
        },
        {
            "idefics3", nameof(PromptProfile.Correction), 3,
            "<|begin_of_text|>User:<0><1><2><3>QQ\nA previous answer was: AA."
            + " An expert judged it: FF\nAnswer the question using a single word or phrase.<end_of_utterance>\nAssistant:"
        },
        {
            "idefics3", nameof(PromptProfile.SelfJudgment), 1,
            "<|begin_of_text|>User:<0><1>QQ\nA previous answer was: AA. Is that answer correct? Answer yes or no.<end_of_utterance>\nAssistant:"
        },
        {
            "idefics3", nameof(PromptProfile.SelfJudgment), 3,
            "<|begin_of_text|>User:<0><1><2><3>QQ\nA previous answer was: AA. Is that answer correct? Answer yes or no.<end_of_utterance>\nAssistant:"
        },
        {
            "internvl", nameof(PromptProfile.Attention), 1,
            "<|im_start|>user\n<0>\nQQ\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "internvl", nameof(PromptProfile.Attention), 3,
            "<|im_start|>user\n<0>\n<1>\n<2>\nQQ\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "internvl", nameof(PromptProfile.Baseline), 1,
            "<|im_start|>user\n<0>\nQQ\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "internvl", nameof(PromptProfile.Baseline), 3,
            "<|im_start|>user\n<0>\n<1>\n<2>\nQQ\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "internvl", nameof(PromptProfile.Refined), 1,
            "<|im_start|>user\n<0>\n<1>\nQQ\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "internvl", nameof(PromptProfile.Refined), 3,
            "<|im_start|>user\n<0>\n<1>\n<2>\n<3>\nQQ\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "internvl", nameof(PromptProfile.Correction), 1,
            "<|im_start|>user\n<0>\n<1>\nQQ\nA previous answer was: AA."
            + " An expert judged it: FF\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "internvl", nameof(PromptProfile.Correction), 3,
            "<|im_start|>user\n<0>\n<1>\n<2>\n<3>\nQQ\nA previous answer was: AA."
            + " An expert judged it: FF\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "internvl", nameof(PromptProfile.SelfJudgment), 1,
            "<|im_start|>user\n<0>\n<1>\nQQ\nA previous answer was: AA. Is that answer correct? Answer yes or no.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "internvl", nameof(PromptProfile.SelfJudgment), 3,
            "<|im_start|>user\n<0>\n<1>\n<2>\n<3>\nQQ\nA previous answer was: AA. Is that answer correct? Answer yes or no.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "qwen2.5-vl", nameof(PromptProfile.Attention), 1,
            QwenSystem + "<|im_start|>user\n<|vision_start|><0><|vision_end|>"
            + "QQ\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "qwen2.5-vl", nameof(PromptProfile.Attention), 3,
            QwenSystem + "<|im_start|>user\n<|vision_start|><0><|vision_end|><|vision_start|><1><|vision_end|><|vision_start|><2><|vision_end|>"
            + "QQ\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "qwen2.5-vl", nameof(PromptProfile.Baseline), 1,
            QwenSystem + "<|im_start|>user\n<|vision_start|><0><|vision_end|>"
            + "QQ\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "qwen2.5-vl", nameof(PromptProfile.Baseline), 3,
            QwenSystem + "<|im_start|>user\n<|vision_start|><0><|vision_end|><|vision_start|><1><|vision_end|><|vision_start|><2><|vision_end|>"
            + "QQ\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "qwen2.5-vl", nameof(PromptProfile.Refined), 1,
            QwenSystem + "<|im_start|>user\n<|vision_start|><0><|vision_end|><|vision_start|><1><|vision_end|>"
            + "QQ\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "qwen2.5-vl", nameof(PromptProfile.Refined), 3,
            QwenSystem + "<|im_start|>user\n<|vision_start|><0><|vision_end|><|vision_start|><1><|vision_end|>"
            + "<|vision_start|><2><|vision_end|><|vision_start|><3><|vision_end|>"
            + "QQ\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "qwen2.5-vl", nameof(PromptProfile.Correction), 1,
            QwenSystem + "<|im_start|>user\n<|vision_start|><0><|vision_end|><|vision_start|><1><|vision_end|>"
            + "QQ\nA previous answer was: AA. An expert judged it: FF\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "qwen2.5-vl", nameof(PromptProfile.Correction), 3,
            QwenSystem + "<|im_start|>user\n<|vision_start|><0><|vision_end|><|vision_start|><1><|vision_end|>"
            + "<|vision_start|><2><|vision_end|><|vision_start|><3><|vision_end|>"
            + "QQ\nA previous answer was: AA. An expert judged it: FF\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "qwen2.5-vl", nameof(PromptProfile.SelfJudgment), 1,
            QwenSystem + "<|im_start|>user\n<|vision_start|><0><|vision_end|><|vision_start|><1><|vision_end|>"
            + "QQ\nA previous answer was: AA. Is that answer correct? Answer yes or no.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "qwen2.5-vl", nameof(PromptProfile.SelfJudgment), 3,
            QwenSystem + "<|im_start|>user\n<|vision_start|><0><|vision_end|><|vision_start|><1><|vision_end|>"
            + "<|vision_start|><2><|vision_end|><|vision_start|><3><|vision_end|>"
            + "QQ\nA previous answer was: AA. Is that answer correct? Answer yes or no.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "qwen3-vl", nameof(PromptProfile.Attention), 1,
            "<|im_start|>user\n<|vision_start|><0><|vision_end|>"
            + "QQ\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "qwen3-vl", nameof(PromptProfile.Attention), 3,
            "<|im_start|>user\n<|vision_start|><0><|vision_end|><|vision_start|><1><|vision_end|><|vision_start|><2><|vision_end|>"
            + "QQ\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "qwen3-vl", nameof(PromptProfile.Baseline), 1,
            "<|im_start|>user\n<|vision_start|><0><|vision_end|>"
            + "QQ\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "qwen3-vl", nameof(PromptProfile.Baseline), 3,
            "<|im_start|>user\n<|vision_start|><0><|vision_end|><|vision_start|><1><|vision_end|><|vision_start|><2><|vision_end|>"
            + "QQ\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "qwen3-vl", nameof(PromptProfile.Refined), 1,
            "<|im_start|>user\n<|vision_start|><0><|vision_end|><|vision_start|><1><|vision_end|>"
            + "QQ\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "qwen3-vl", nameof(PromptProfile.Refined), 3,
            "<|im_start|>user\n<|vision_start|><0><|vision_end|><|vision_start|><1><|vision_end|>"
            + "<|vision_start|><2><|vision_end|><|vision_start|><3><|vision_end|>"
            + "QQ\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "qwen3-vl", nameof(PromptProfile.Correction), 1,
            "<|im_start|>user\n<|vision_start|><0><|vision_end|><|vision_start|><1><|vision_end|>"
            + "QQ\nA previous answer was: AA. An expert judged it: FF\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "qwen3-vl", nameof(PromptProfile.Correction), 3,
            "<|im_start|>user\n<|vision_start|><0><|vision_end|><|vision_start|><1><|vision_end|>"
            + "<|vision_start|><2><|vision_end|><|vision_start|><3><|vision_end|>"
            + "QQ\nA previous answer was: AA. An expert judged it: FF\nAnswer the question using a single word or phrase.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "qwen3-vl", nameof(PromptProfile.SelfJudgment), 1,
            "<|im_start|>user\n<|vision_start|><0><|vision_end|><|vision_start|><1><|vision_end|>"
            + "QQ\nA previous answer was: AA. Is that answer correct? Answer yes or no.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "qwen3-vl", nameof(PromptProfile.SelfJudgment), 3,
            "<|im_start|>user\n<|vision_start|><0><|vision_end|><|vision_start|><1><|vision_end|>"
            + "<|vision_start|><2><|vision_end|><|vision_start|><3><|vision_end|>"
            + "QQ\nA previous answer was: AA. Is that answer correct? Answer yes or no.<|im_end|>\n<|im_start|>assistant\n"
        },
        {
            "gemma3", nameof(PromptProfile.Attention), 1,
            "<start_of_turn>user\n\n\n<start_of_image><0><end_of_image>\n\n"
            + "QQ\nAnswer the question using a single word or phrase.<end_of_turn>\n<start_of_turn>model\n"
        },
        {
            "gemma3", nameof(PromptProfile.Attention), 3,
            "<start_of_turn>user\n\n\n<start_of_image><0><end_of_image>\n\n\n\n<start_of_image><1><end_of_image>\n\n\n\n<start_of_image><2><end_of_image>\n\n"
            + "QQ\nAnswer the question using a single word or phrase.<end_of_turn>\n<start_of_turn>model\n"
        },
        {
            "gemma3", nameof(PromptProfile.Baseline), 1,
            "<start_of_turn>user\n\n\n<start_of_image><0><end_of_image>\n\n"
            + "QQ\nAnswer the question using a single word or phrase.<end_of_turn>\n<start_of_turn>model\n"
        },
        {
            "gemma3", nameof(PromptProfile.Baseline), 3,
            "<start_of_turn>user\n\n\n<start_of_image><0><end_of_image>\n\n\n\n<start_of_image><1><end_of_image>\n\n\n\n<start_of_image><2><end_of_image>\n\n"
            + "QQ\nAnswer the question using a single word or phrase.<end_of_turn>\n<start_of_turn>model\n"
        },
        {
            "gemma3", nameof(PromptProfile.Refined), 1,
            "<start_of_turn>user\n\n\n<start_of_image><0><end_of_image>\n\n\n\n<start_of_image><1><end_of_image>\n\n"
            + "QQ\nAnswer the question using a single word or phrase.<end_of_turn>\n<start_of_turn>model\n"
        },
        {
            "gemma3", nameof(PromptProfile.Refined), 3,
            "<start_of_turn>user\n\n\n<start_of_image><0><end_of_image>\n\n\n\n<start_of_image><1><end_of_image>"
            + "\n\n\n\n<start_of_image><2><end_of_image>\n\n\n\n<start_of_image><3><end_of_image>\n\n"
            + "QQ\nAnswer the question using a single word or phrase.<end_of_turn>\n<start_of_turn>model\n"
        },
        {
            "gemma3", nameof(PromptProfile.Correction), 1,
            "<start_of_turn>user\n\n\n<start_of_image><0><end_of_image>\n\n\n\n<start_of_image><1><end_of_image>\n\nQQ"
            + "\nA previous answer was: AA. An expert judged it: FF\nAnswer the question using a single word or phrase.<end_of_turn>\n<start_of_turn>model\n"
        },
        {
            "gemma3", nameof(PromptProfile.Correction), 3,
            "<start_of_turn>user\n\n\n<start_of_image><0><end_of_image>\n\n\n\n<start_of_image><1><end_of_image>"
            + "\n\n\n\n<start_of_image><2><end_of_image>\n\n\n\n<start_of_image><3><end_of_image>\n\nQQ"
            + "\nA previous answer was: AA. An expert judged it: FF\nAnswer the question using a single word or phrase.<end_of_turn>\n<start_of_turn>model\n"
        },
        {
            "gemma3", nameof(PromptProfile.SelfJudgment), 1,
            "<start_of_turn>user\n\n\n<start_of_image><0><end_of_image>\n\n\n\n<start_of_image><1><end_of_image>\n\nQQ"
            + "\nA previous answer was: AA. Is that answer correct? Answer yes or no.<end_of_turn>\n<start_of_turn>model\n"
        },
        {
            "gemma3", nameof(PromptProfile.SelfJudgment), 3,
            "<start_of_turn>user\n\n\n<start_of_image><0><end_of_image>\n\n\n\n<start_of_image><1><end_of_image>"
            + "\n\n\n\n<start_of_image><2><end_of_image>\n\n\n\n<start_of_image><3><end_of_image>\n\nQQ"
            + "\nA previous answer was: AA. Is that answer correct? Answer yes or no.<end_of_turn>\n<start_of_turn>model\n"
        },
    };

    [Theory]
    [MemberData(nameof(Prompts))]
    public void A_pass_is_worded_letter_by_letter_as_its_model_knows_it(string profile, string pass, int images, string expected)
    {
        var prompt = PassOf(PromptProfiles.ByName[profile], pass).Fill("QQ", "AA", "FF", images);

        Assert.Equal(expected, Write(prompt));
        Assert.DoesNotContain(prompt.Parts.Zip(prompt.Parts.Skip(1)), pair => pair is (PromptPart.Text, PromptPart.Text));
        Assert.DoesNotContain(prompt.Parts, part => part is PromptPart.Text { Value: "" });
    }

    [Fact]
    public void Every_pass_of_every_profile_is_here() =>
        Assert.Equal(2 * 5 * PromptProfiles.ByName.Count, Prompts.Select(row => (row.Data.Item1, row.Data.Item2, row.Data.Item3)).Distinct().Count());

    private static PromptPass PassOf(PromptProfile profile, string pass) => pass switch
    {
        nameof(PromptProfile.Attention) => profile.Attention,
        nameof(PromptProfile.Baseline) => profile.Baseline,
        nameof(PromptProfile.Refined) => profile.Refined,
        nameof(PromptProfile.Correction) => profile.Correction,
        _ => profile.SelfJudgment,
    };

    private static string Write(Prompt prompt) =>
        string.Concat(prompt.Parts.Select(part => part switch
        {
            PromptPart.Image image => $"<{image.Index}>",
            PromptPart.Token token => token.Content,
            _ => ((PromptPart.Text)part).Value,
        }));
}
