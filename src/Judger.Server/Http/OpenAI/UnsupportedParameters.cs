using System.Globalization;
using System.Text.Json;
using Judger.Server.Http.Chat;

namespace Judger.Server.Http.OpenAI;

/// <summary>
/// Parameters of OpenAI and of other servers (vLLM, SGLang, llama.cpp) that are not supported. Clients send them at the values that change nothing, which are
/// accepted; at any other value they are refused by name. Parameters that never change an answer are ignored.
/// </summary>
internal static class UnsupportedParameters
{
    private static readonly HashSet<string> WithoutEffect = new(StringComparer.Ordinal)
    {
        "user", "metadata", "store", "safety_identifier", "prompt_cache_key", "prompt_cache_retention", "service_tier",
        "parallel_tool_calls", "max_tool_calls", "verbosity",

        // Of vLLM, SGLang and llama.cpp: names and hints for their own schedulers, caches and reasoning parsers.
        "request_id", "rid", "include_reasoning", "separate_reasoning", "stream_reasoning", "guided_decoding_backend", "guided_whitespace_pattern",
        "cache_prompt", "keep_alive",
    };

    private static readonly Neutral Zero = Numbers(0);
    private static readonly Neutral One = Numbers(1);
    private static readonly Neutral False = new("false", value => value.ValueKind == JsonValueKind.False);
    private static readonly Neutral True = new("true", value => value.ValueKind == JsonValueKind.True);
    private static readonly Neutral EmptyList = new("[]", value => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0);
    private static readonly Neutral EmptyObject = new("{}", value => value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any());
    private static readonly Neutral NoValue = new(null, _ => false);

    private static readonly Dictionary<string, Neutral> All = new(StringComparer.Ordinal)
    {
        // OpenAI
        ["tools"] = EmptyList,
        ["functions"] = EmptyList,
        ["tool_choice"] = Words("none", "auto"),
        ["function_call"] = Words("none", "auto"),
        ["modalities"] = new("""["text"]""", value => value.ValueKind == JsonValueKind.Array
            && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && item.GetString() == "text")),
        ["audio"] = NoValue,
        ["prediction"] = NoValue,
        ["reasoning_effort"] = Words("none"),
        ["web_search_options"] = NoValue,

        // vLLM's sampling parameters, without those of SamplingParameters
        ["best_of"] = One,
        ["use_beam_search"] = False,
        ["length_penalty"] = One,
        ["stop_token_ids"] = EmptyList,
        ["include_stop_str_in_output"] = False,
        ["ignore_eos"] = False,
        ["min_tokens"] = Zero,
        ["skip_special_tokens"] = True,
        ["spaces_between_special_tokens"] = True,
        ["truncate_prompt_tokens"] = NoValue,
        ["prompt_logprobs"] = NoValue,
        ["allowed_token_ids"] = EmptyList,
        ["bad_words"] = EmptyList,
        ["logits_processors"] = EmptyList,
        ["vllm_xargs"] = EmptyObject,

        // vLLM's other parameters
        ["echo"] = False,
        ["add_generation_prompt"] = True,
        ["continue_final_message"] = False,
        ["add_special_tokens"] = False,
        ["documents"] = EmptyList,
        ["chat_template"] = NoValue,
        ["chat_template_kwargs"] = EmptyObject,
        ["mm_processor_kwargs"] = EmptyObject,
        ["media_io_kwargs"] = EmptyObject,
        ["guided_json"] = NoValue,
        ["guided_regex"] = NoValue,
        ["guided_choice"] = EmptyList,
        ["guided_grammar"] = NoValue,
        ["structural_tag"] = NoValue,
        ["structured_outputs"] = EmptyObject,
        ["priority"] = Zero,
        ["return_tokens_as_token_ids"] = False,
        ["return_token_ids"] = False,
        ["cache_salt"] = NoValue,
        ["kv_transfer_params"] = EmptyObject,

        // SGLang, llama.cpp, Hugging Face
        ["regex"] = NoValue,
        ["ebnf"] = NoValue,
        ["no_stop_trim"] = False,
        ["return_hidden_states"] = False,
        ["lora_path"] = NoValue,
        ["grammar"] = new("\"\"", value => value.ValueKind == JsonValueKind.String && value.GetString() == ""),
        ["json_schema"] = EmptyObject,
        ["repeat_penalty"] = One,
        ["typical_p"] = One,
        ["top_a"] = Zero,
        ["mirostat"] = Zero,
        ["dynatemp_range"] = Zero,
        ["xtc_probability"] = Zero,
        ["dry_multiplier"] = Zero,
        ["n_probs"] = Zero,
        ["num_beams"] = One,
        ["no_repeat_ngram_size"] = Zero,
        ["diversity_penalty"] = Zero,
    };

    /// <summary>What the description says of them.</summary>
    public static string Description { get; } =
        "Parameters of OpenAI, vLLM, SGLang and llama.cpp that are not supported are accepted at the values that change nothing, and refused by name at any "
        + $"other: {string.Join(", ", All.Keys.Order(StringComparer.Ordinal))}. These never change an answer and are accepted: "
        + $"{string.Join(", ", WithoutEffect.Order(StringComparer.Ordinal))}.";

    /// <summary>Passes a parameter over that changes nothing.</summary>
    /// <exception cref="ParameterException">The parameter is not known, or not supported at this value.</exception>
    public static void Check(string name, JsonElement value)
    {
        if (WithoutEffect.Contains(name)) return;
        if (!All.TryGetValue(name, out var neutral)) throw new ParameterException(name, ParameterCodes.Unknown, $"Unknown parameter: {name}.");
        Check(name, value, neutral);
    }

    /// <summary>Holds a flag against the one value that is supported.</summary>
    /// <exception cref="ParameterException">It has another value.</exception>
    public static void CheckFalse(string name, JsonElement value) => Check(name, value, False);

    private static void Check(string name, JsonElement value, Neutral neutral)
    {
        if (neutral.Fits(value)) return;
        var remedy = neutral.Values is { } values ? $"Leave it out or send {values}." : "Leave it out.";
        throw new ParameterException(name, ParameterCodes.Unsupported, $"{name} is not supported. {remedy}");
    }

    private static Neutral Numbers(params double[] values) => new(
        string.Join(" or ", values.Select(value => value.ToString(CultureInfo.InvariantCulture))),
        value => value.ValueKind == JsonValueKind.Number && values.Contains(value.GetDouble()));

    private static Neutral Words(params string[] words) => new(
        string.Join(" or ", words.Select(word => $"\"{word}\"")),
        value => value.ValueKind == JsonValueKind.String && words.Contains(value.GetString(), StringComparer.Ordinal));

    /// <summary>The values of a parameter that change nothing: as a message names them, null where there is none; and whether a value is one of them.</summary>
    private sealed record Neutral(string? Values, Func<JsonElement, bool> Fits);
}
