using System.CommandLine;
using System.Globalization;
using Judger.Protocol;

namespace Judger.Cli.Commands;

/// <summary>Options for how the model chooses an answer's tokens, in the words of HTTP. Their ranges are checked with the question.</summary>
internal sealed class SamplingArguments
{
    private readonly Option<double> _temperature = new("--temperature")
    {
        Description = "Divides the logits before a token is drawn: 0 to 2; 0 takes the most probable one.",
    };

    private readonly Option<double> _topP = new("--top-p")
    {
        Description = "Draws among the most probable tokens that together have this probability: above 0 to 1.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _topK = new("--top-k") { Description = "Draws among this many of the most probable tokens; 0 for all." };

    private readonly Option<double> _minP = new("--min-p")
    {
        Description = "Draws among the tokens that have at least this part of the largest probability: 0 to 1.",
    };

    private readonly Option<double> _frequencyPenalty = new("--frequency-penalty")
    {
        Description = "Taken from a token's logit for each time that the answer has it already: -2 to 2.",
    };

    private readonly Option<double> _presencePenalty = new("--presence-penalty")
    {
        Description = "Taken from a token's logit when the answer has it already: -2 to 2.",
    };

    private readonly Option<double?> _repetitionPenalty = new("--repetition-penalty")
    {
        Description = "Divides the logits of tokens that the prompt or the answer has already: 0.01 to 100. Default: the model's own.",
    };

    private readonly Option<Dictionary<int, double>?> _logitBias = new("--logit-bias")
    {
        Description = "Added to the logits of tokens, as TOKEN=BIAS with commas between: -100 to 100 each, such as 306=5,29889=-100.",
        CustomParser = result =>
        {
            var bias = new Dictionary<int, double>();
            foreach (var entry in result.Tokens.SelectMany(token => token.Value.Split(',', QuestionLimits.MaxLogitBias + 2)))
            {
                var equals = entry.IndexOf('=', StringComparison.Ordinal);
                if (equals > 0 && LogitBiasConverter.TryToken(entry[..equals], out var token)
                    && double.TryParse(entry[(equals + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && bias.TryAdd(token, value))
                    continue;
                result.AddError($"--logit-bias has \"{entry}\"; give TOKEN=BIAS, each token once, with commas between, such as 306=5,29889=-100.");
                return null;
            }

            return bias;
        },
    };

    private readonly Option<int> _topLogProbabilities = new("--top-logprobs")
    {
        Description = "How many of the most probable tokens --json shows beside each token of an answer: 0 to 20.",
    };

    private readonly Option<long?> _seed = new("--seed") { Description = "The same seed draws the same tokens. Default: each question draws its own." };

    public IEnumerable<Option> All =>
        [_temperature, _topP, _topK, _minP, _frequencyPenalty, _presencePenalty, _repetitionPenalty, _logitBias, _topLogProbabilities, _seed];

    /// <summary>The options that were given.</summary>
    public AnswerOptions Read(ParseResult parsed) => new()
    {
        Temperature = parsed.GetValue(_temperature),
        TopP = parsed.GetValue(_topP),
        TopK = parsed.GetValue(_topK),
        MinP = parsed.GetValue(_minP),
        FrequencyPenalty = parsed.GetValue(_frequencyPenalty),
        PresencePenalty = parsed.GetValue(_presencePenalty),
        RepetitionPenalty = parsed.GetValue(_repetitionPenalty),
        LogitBias = parsed.GetValue(_logitBias),
        Seed = parsed.GetValue(_seed),
        TokenProbabilities = parsed.GetValue(_topLogProbabilities) > 0,
        TopLogProbabilities = parsed.GetValue(_topLogProbabilities),
    };
}
