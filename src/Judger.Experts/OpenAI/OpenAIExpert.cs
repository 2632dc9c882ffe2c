using Judger.Core.Judgments;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Judger.Experts.OpenAI;

/// <summary>A model on an OpenAI-compatible server that sees the image and the crop and judges the answer. Thread-safe.</summary>
public sealed class OpenAIExpert : IExpert, IDisposable
{
    private readonly OpenAIExpertOptions _options;
    private readonly IExpertPictures _pictures;
    private readonly OpenAIChat _chat;

    /// <summary>Creates an expert from its options.</summary>
    /// <param name="options">The server, the model and how it is asked.</param>
    /// <param name="pictures">The pictures that it is shown.</param>
    /// <param name="time">The clock of its timeout.</param>
    /// <param name="dialect">What is known of its server from before; null where nothing is.</param>
    /// <param name="logger">Where it reports what it learns of its server.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every error.</exception>
    /// <exception cref="ExpertException">The API key is missing or cannot be read.</exception>
    public OpenAIExpert(
        OpenAIExpertOptions options, IExpertPictures pictures, TimeProvider time, ServerDialect? dialect = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = string.Join(" ", options.Errors());
        if (errors.Length > 0) throw new ArgumentException(errors, nameof(options));
        (_options, _pictures) = (options, pictures);
        _chat = new(options, dialect ?? new(), time, logger ?? NullLogger.Instance);
    }

    public string Name => _options.Name;

    public async Task<ExpertReply> JudgeAsync(ExpertQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        var inWords = ExpertPrompts.Judging(inWords: true);
        var bySchema = ExpertPrompts.Judging(inWords: false);
        var reply = await _chat.CompleteAsync(
            new(
                bySchema,
                // Who insists on a schema is still given JSON by a server that does not know schemas.
                _options.Format == VerdictFormat.Schema ? bySchema : inWords,
                ExpertPrompts.User(question),
                await _pictures.GetAsync(question, cancellationToken),
                _options.Format == VerdictFormat.Words ? null : VerdictReply.JudgmentSchema),
            cancellationToken);
        var text = Thoughts.Remove(reply.Text);
        return ReplyProblem.Of(reply, text, _options) is { } problem
            ? new(new() { Verdict = Verdict.Unable, Failure = problem }, text, reply.Usage)
            : new(VerdictReply.Read(text, question.Answer), text, reply.Usage);
    }

    public async Task<ExpertChoice> ChooseAsync(ExpertQuestion question, string earlier, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(earlier);
        var reply = await _chat.CompleteAsync(
            new(
                ExpertPrompts.Choice,
                ExpertPrompts.Choice,
                ExpertPrompts.ChoiceUser(question, earlier),
                await _pictures.GetAsync(question, cancellationToken),
                _options.Format == VerdictFormat.Words ? null : VerdictReply.ChoiceSchema),
            cancellationToken);
        var text = Thoughts.Remove(reply.Text);
        return ReplyProblem.Of(reply, text, _options) is { } problem
            ? new(ChosenAnswer.None, reply.Usage, problem)
            : new(VerdictReply.ReadChoice(text), reply.Usage);
    }

    public void Dispose() => _chat.Dispose();
}
