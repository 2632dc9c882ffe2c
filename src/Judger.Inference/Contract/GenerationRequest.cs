using Judger.Core.Prompts;
using Judger.Inference.Sampling;

namespace Judger.Inference.Contract;

/// <summary>One pass through the model.</summary>
public sealed record GenerationRequest
{
    /// <summary>Text and image places, in order; the beginning-of-sequence token is implied.</summary>
    public required Prompt Prompt { get; init; }

    /// <summary>The images that the prompt's image places show, by index: whole ones and crops of them alike.</summary>
    public required IReadOnlyList<ImageInput> Images { get; init; }

    /// <summary>
    /// Most tokens to generate; 0 is a prefill only, for the attention row or for candidates. <value>At least 0, default 20.</value> What the context does not
    /// hold beside the prompt is cut off; see <see cref="Generation.MaxNewTokens"/>.
    /// </summary>
    public int MaxNewTokens { get; init; } = 20;

    /// <summary>How tokens are chosen. <value>Default: greedily.</value></summary>
    public SamplingOptions Sampling { get; init; } = SamplingOptions.Greedy;

    /// <summary>
    /// How many of the most probable tokens are wanted beside each token of the answer, as <see cref="AnswerToken.Top"/>. <value>0 (default) to the size of the
    /// vocabulary.</value>
    /// </summary>
    public int TopLogProbabilities { get; init; }

    /// <summary>
    /// Tokens that the answer is expected to be or to begin with, such as those of an answer to the same question before. They are computed behind the prompt
    /// and taken as far as the model would have chosen them, so that the answer is the same without them, only later. An answer that is drawn does not use
    /// them. <value>Default: none.</value>
    /// </summary>
    public IReadOnlyList<int> Draft { get; init; } = [];

    /// <summary>Token ids that end the answer beside the model's own end of sequence; they are not part of it.</summary>
    public IReadOnlyList<int> StopTokens { get; init; } = [];

    /// <summary>Texts that end the answer; they are not part of it.</summary>
    public IReadOnlyList<string> StopTexts { get; init; } = [];

    /// <summary>
    /// What the answer must fit: only tokens that lead to JSON of this schema are chosen, and log-probabilities are those among them.
    /// <value>Default: null, any text.</value>
    /// </summary>
    public AnswerSchema? Schema { get; init; }

    /// <summary>
    /// How long after the request's arrival its answer is of no use any more. Work that has not begun by then is dropped, other work ends within a step. A
    /// duration, so that no change of a clock moves it. <value>Default: no limit.</value>
    /// </summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>
    /// How long the question that this pass is for has been on its way: it is served as if it had come that long ago. <value>Default 0.</value>
    /// </summary>
    public TimeSpan Age { get; init; }

    /// <summary>True for the later passes of a question: the bound of the queue is twice as high for them, so that what was begun is finished.</summary>
    public bool IsContinuation { get; init; }

    /// <summary>
    /// Requests with different salts share neither keys and values nor encoded images, so that nobody learns from times or counts what others asked about.
    /// <value>Default: null, shared with all that have none.</value>
    /// </summary>
    public string? CacheSalt { get; init; }

    /// <summary>
    /// Whether a longer prompt that begins with this one is likely to follow, as the next turn of a conversation does: then the cache keeps the text behind the
    /// last image, too. <value>Default false: only text before images is kept.</value>
    /// </summary>
    public bool KeepsPrompt { get; init; }

    /// <summary>Whether <see cref="Generation.AttentionRow"/> is wanted: the last prompt token's attention to the patches of one image.</summary>
    public bool CaptureAttention { get; init; }

    /// <summary>Where the attention row is handed over while the answer is decoded. <value>Default: null, it comes with the answer.</value></summary>
    public EarlyAttention? EarlyAttention { get; init; }

    /// <summary>The index of the image whose attention row is wanted. <value>Default 0.</value></summary>
    public int AttendedImage { get; init; }

    /// <summary>Whether <see cref="Generation.Logits"/> is wanted.</summary>
    public bool CaptureLogits { get; init; }

    /// <summary>Shows the answer while it is generated. One for each request. <value>Default: null, nobody reads it.</value></summary>
    public AnswerProgress? Progress { get; init; }

    /// <summary>Answers of which the log-probability of the first token, at the first generated position, is wanted.</summary>
    public IReadOnlyList<string> Candidates { get; init; } = [];
}
