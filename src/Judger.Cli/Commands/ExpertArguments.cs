using System.CommandLine;
using Judger.Experts.OpenAI;

namespace Judger.Cli.Commands;

/// <summary>The options that say who judges, when, and how often; shared by the commands that ask questions.</summary>
internal sealed class ExpertArguments
{
    /// <summary>The name that stands for nobody.</summary>
    public const string None = "none";

    private readonly Option<string> _expert;
    private readonly Option<string> _policy;
    private readonly Option<int> _rounds = new("--rounds") { Description = "Most corrections of one answer.", DefaultValueFactory = _ => 2 };
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

    /// <param name="expert">Who judges unless another is named.</param>
    /// <param name="policy">When, unless said.</param>
    public ExpertArguments(string expert, JudgmentPolicy policy)
    {
        _expert = new("--expert")
        {
            Description = "Who judges: self (the model), reference (the known answer), none, or the name of a model on an "
                + "OpenAI-compatible server, such as gpt-4o.",
            DefaultValueFactory = _ => expert,
        };
        _expert.NotEmpty("name");
        _policy = new("--policy") { Description = "When the expert is asked.", DefaultValueFactory = _ => PolicyName.Of(policy) };
        _policy.AcceptOnlyFromAmong([.. PolicyName.All]);
        _rounds.AtLeast(0);
    }

    public IEnumerable<Option> All => [_expert, _policy, _rounds, _choice, _endpoint, _keyFile];

    /// <summary>The expert's name, as it was given.</summary>
    public string Name(ParseResult parsed) => parsed.GetValue(_expert)!;

    /// <summary>The request's options.</summary>
    public AskOptions Options(ParseResult parsed, string? reference)
    {
        var isAsked = Name(parsed) != None;
        return new()
        {
            Expert = isAsked ? Name(parsed) : ExpertNames.Self,
            ReferenceAnswer = reference,
            Policy = isAsked ? PolicyName.Parse(parsed.GetValue(_policy)!) : JudgmentPolicy.Never,
            MaxRounds = parsed.GetValue(_rounds),
            FinalChoice = parsed.GetValue(_choice),
        };
    }

    /// <summary>The experts that the silo must know.</summary>
    public IReadOnlyList<OpenAIExpertOptions> Experts(ParseResult parsed) => Name(parsed) is None || ExpertNames.IsBuiltIn(Name(parsed))
        ? []
        : [new() { Name = Name(parsed), Model = Name(parsed), Endpoint = parsed.GetValue(_endpoint)!, ApiKeyFile = parsed.GetValue(_keyFile) }];
}
