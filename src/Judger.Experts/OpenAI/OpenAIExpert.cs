using OpenAI.Chat;

namespace Judger.Experts.OpenAI;

/// <summary>A model on an OpenAI-compatible server that sees the image and the crop and judges the answer. Thread-safe.</summary>
public sealed class OpenAIExpert : IExpert, IDisposable
{
    private static readonly ChatResponseFormat Judgment =
        ChatResponseFormat.CreateJsonSchemaFormat("judgment", VerdictReply.JudgmentSchema, jsonSchemaIsStrict: true);

    private static readonly ChatResponseFormat Choice =
        ChatResponseFormat.CreateJsonSchemaFormat("choice", VerdictReply.ChoiceSchema, jsonSchemaIsStrict: true);

    private readonly OpenAIExpertOptions _options;
    private readonly IExpertPictures _pictures;
    private readonly OpenAIChat _chat;
    private volatile bool _isWithoutSchema;

    /// <summary>Creates an expert from its options.</summary>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every error.</exception>
    /// <exception cref="ExpertException">The API key is missing or cannot be read.</exception>
    public OpenAIExpert(OpenAIExpertOptions options, IExpertPictures pictures, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = string.Join(" ", options.Errors());
        if (errors.Length > 0) throw new ArgumentException(errors, nameof(options));
        (_options, _pictures) = (options, pictures);
        _chat = new(options, time);
        _isWithoutSchema = options.Format == VerdictFormat.Words;
    }

    public string Name => _options.Name;

    public async Task<ExpertReply> JudgeAsync(ExpertQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        var (text, usage) = await AskAsync(question, ExpertPrompts.User(question), ExpertPrompts.Judging, Judgment, cancellationToken);
        return new(VerdictReply.Read(text, question.Answer), text, usage);
    }

    public async Task<ExpertChoice> ChooseAsync(ExpertQuestion question, string earlier, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(earlier);
        var (text, usage) = await AskAsync(question, ExpertPrompts.ChoiceUser(question, earlier), _ => ExpertPrompts.Choice, Choice, cancellationToken);
        return new(VerdictReply.ReadChoice(text), usage);
    }

    public void Dispose() => _chat.Dispose();

    private async Task<(string Text, ExpertSpending Usage)> AskAsync(
        ExpertQuestion question, string user, Func<bool, string> system, ChatResponseFormat schema, CancellationToken cancellationToken)
    {
        var pictures = await _pictures.GetAsync(question, cancellationToken);
        var inWords = _isWithoutSchema;
        try
        {
            return await _chat.CompleteAsync(system(inWords), user, pictures, inWords ? null : schema, cancellationToken);
        }
        catch (ExpertException exception) when (!inWords && _options.Format == VerdictFormat.Auto && exception.IsAboutTheRequest)
        {
            // The schema was the reason only if the server accepts the same question without it.
            var reply = await _chat.CompleteAsync(system(true), user, pictures, null, cancellationToken);
            _isWithoutSchema = true;
            return reply;
        }
    }
}
