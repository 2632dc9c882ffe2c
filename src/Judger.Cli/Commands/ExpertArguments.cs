using System.CommandLine;
using Judger.Experts.OpenAI;

namespace Judger.Cli.Commands;

/// <summary>The options that say who judges, when, and how often; shared by the commands that ask questions.</summary>
internal sealed class ExpertArguments
{
    /// <summary>The name that stands for nobody.</summary>
    public const string None = "none";

    // What a question is answered by when nobody says otherwise, here as over HTTP and on the web page.
    private static readonly AskOptions Defaults = new();

    private readonly Option<string?> _expert;
    private readonly Option<string> _policy = new("--policy")
    {
        Description = "When the expert is asked.",
        DefaultValueFactory = _ => PolicyName.Of(Defaults.Policy),
    };
    private readonly Option<int> _rounds = new("--rounds")
    {
        Description = "Most corrections of one answer.",
        DefaultValueFactory = _ => Defaults.MaxRounds,
    };
    private readonly Option<bool> _choice = new("--final-choice")
    {
        Description = "Lets the expert choose in the end between the refined answer and its last correction.",
    };
    private readonly Option<string> _endpoint = new("--expert-endpoint")
    {
        Description = "The OpenAI-compatible server that serves the expert.",
        DefaultValueFactory = _ => OpenAIExpertOptions.DefaultEndpoint,
    };
    private readonly Option<string?> _keyFile = new("--api-key-file")
    {
        Description = "A file that holds its API key. Default: for OpenAI's own server, the environment variable OPENAI_API_KEY.",
    };
    private readonly ExpertParameters _parameters = new("--expert-");

    /// <param name="byDefault">Who judges where nobody is named.</param>
    public ExpertArguments(string byDefault = "self, where the model's judgment of itself is known to help")
    {
        _expert = new("--expert")
        {
            Description = "Who judges: self (the model), reference (the known answer), none, or the name of a model on an OpenAI-compatible server, such as "
                + $"gpt-4o. Default: {byDefault}.",
        };
        _expert.NotEmpty("name");
        _policy.AcceptOnlyFromAmong([.. PolicyName.All]);
        _rounds.AtLeast(0);
    }

    public IEnumerable<Option> All => [_expert, _policy, _rounds, _choice, _endpoint, _keyFile, .. _parameters.All];

    /// <summary>The expert's name, as it was given or by default.</summary>
    public string Name(ParseResult parsed) => parsed.GetValue(_expert) ?? Defaults.ExpertName;

    /// <summary>The request's options.</summary>
    public AskOptions Options(ParseResult parsed, string? reference)
    {
        var isAsked = Name(parsed) != None;
        return new()
        {
            Expert = isAsked ? parsed.GetValue(_expert) : null,
            ReferenceAnswer = reference,
            Policy = isAsked ? PolicyName.Parse(parsed.GetValue(_policy)!) : JudgmentPolicy.Never,
            MaxRounds = parsed.GetValue(_rounds),
            FinalChoice = parsed.GetValue(_choice),
        };
    }

    /// <summary>The experts that the silo must know.</summary>
    /// <exception cref="CliException">One cannot be asked: its server's address or its API key is wrong.</exception>
    public IReadOnlyList<OpenAIExpertOptions> Experts(ParseResult parsed)
    {
        var name = Name(parsed);
        if (name == None || ExpertNames.IsBuiltIn(name)) return [];
        var expert = _parameters.Apply(
            parsed, new() { Name = name, Model = name, Endpoint = parsed.GetValue(_endpoint)!, ApiKeyFile = parsed.GetValue(_keyFile) });
        var errors = expert.Errors().ToList();
        if (errors.Count == 0 && ApiKeys.Problem(expert) is { } problem) errors.Add(problem);
        return errors.Count == 0 ? [expert] : throw new CliException(
            $"{string.Join(" ", errors)} The expert {expert.Name} is a model on {expert.Endpoint}; --api-key-file names a file with its key. "
            + $"Experts that need no server: {ExpertNames.Self}, {ExpertNames.Reference}, {None}.");
    }
}
