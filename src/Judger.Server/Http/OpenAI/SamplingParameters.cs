using System.Globalization;
using System.Text.Json;
using Judger.Inference.Sampling;
using Judger.Server.Http.Chat;
using static Judger.Server.Http.OpenAI.JsonValues;
using static Judger.Server.Http.OpenAI.SamplingRequest;

namespace Judger.Server.Http.OpenAI;

/// <summary>Reads how tokens are chosen: the parameters that OpenAI has, and those that vLLM has beside them, by their names there.</summary>
internal static class SamplingParameters
{
    /// <summary>Reads a parameter of <see cref="SamplingRequest"/> into options.</summary>
    /// <exception cref="ParameterException">It has no valid value.</exception>
    public static void Read(string name, JsonElement value, ref AnswerOptions answer)
    {
        switch (name)
        {
            case "temperature": answer = answer with { Temperature = Within(name, value, 0, MostTemperature) }; break;
            case "top_p":
                answer = answer with
                {
                    TopP = Number(name, value) is var part and > 0 and <= 1
                        ? part
                        : throw ParameterException.Value(name, "top_p must be above 0 and at most 1."),
                };
                break;
            case "top_k": answer = answer with { TopK = TopK(name, value) }; break;
            case "min_p": answer = answer with { MinP = Within(name, value, 0, 1) }; break;
            case "frequency_penalty": answer = answer with { FrequencyPenalty = Within(name, value, -MostPenalty, MostPenalty) }; break;
            case "presence_penalty": answer = answer with { PresencePenalty = Within(name, value, -MostPenalty, MostPenalty) }; break;
            case "repetition_penalty":
                answer = answer with { RepetitionPenalty = Within(name, value, SamplingOptions.LeastPenalty, SamplingOptions.MostPenalty) };
                break;
            case "logit_bias": answer = answer with { LogitBias = Bias(name, value) }; break;
            case "seed":
                answer = answer with
                {
                    Seed = value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seed)
                        ? seed
                        : throw ParameterException.Type(name, "a whole number"),
                };
                break;
            case "logprobs": answer = answer with { TokenProbabilities = Flag(name, value) }; break;
            case "top_logprobs":
                answer = answer with { TopLogProbabilities = (int)Whole(name, value, 0, QuestionLimits.MaxTopLogProbabilities) };
                break;
            default: throw new ArgumentException($"{name} is a member of a request that nothing reads.", nameof(name));
        }
    }

    /// <summary>Holds parameters against each other, once all are read.</summary>
    /// <exception cref="ParameterException">One needs another that is not there.</exception>
    public static void Check(AnswerOptions answer)
    {
        if (answer is { TopLogProbabilities: > 0, TokenProbabilities: false })
            throw ParameterException.Value("top_logprobs", "top_logprobs needs log-probabilities. Send logprobs: true with it.");
    }

    // More than any vocabulary has is all of it.
    private static int TopK(string name, JsonElement value) => (int)Math.Max(0, Whole(name, value, -1, int.MaxValue));

    private static Dictionary<int, double> Bias(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) throw ParameterException.Type(name, "an object");
        if (value.GetPropertyCount() is > QuestionLimits.MaxLogitBias and var count)
            throw ParameterException.Value(name, $"{name} has {count} tokens; the limit is {QuestionLimits.MaxLogitBias}.");
        var bias = new Dictionary<int, double>();
        foreach (var entry in value.EnumerateObject())
        {
            if (!LogitBiasConverter.TryToken(entry.Name, out var token))
                throw ParameterException.Value(name, $"{name} has the name \"{entry.Name}\", which is not the id of a token. Give ids such as \"42\".");
            bias[token] = Within($"{name}.{entry.Name}", entry.Value, -MostBias, MostBias);
        }

        return bias;
    }

    private static double Within(string name, JsonElement value, double least, double most) =>
        Number(name, value) is var number && number >= least && number <= most ? number : throw OutOfRange(name, least, most);

    private static double Whole(string name, JsonElement value, double least, double most)
    {
        var number = Number(name, value);
        if (number != Math.Floor(number)) throw ParameterException.Type(name, "a whole number");
        return number >= least && number <= most ? number : throw OutOfRange(name, least, most);
    }

    private static ParameterException OutOfRange(string name, double least, double most) =>
        ParameterException.Value(name, string.Create(CultureInfo.InvariantCulture, $"{name} must be between {least} and {most}."));
}
