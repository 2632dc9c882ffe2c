namespace Judger.Export.Checkpoints.Fields;

/// <summary>
/// The fields that Hugging Face's transformers writes for every model, from version 4.30 to 5.x: those of <c>PretrainedConfig</c>, <c>GenerationConfig</c>
/// and a Llama tokenizer.
/// </summary>
internal static class TransformersFields
{
    /// <summary>What every configuration of a model may have: where it came from, how it was trained, what a call returns.</summary>
    public static IEnumerable<ConfigField> Common { get; } =
    [
        .. ConfigField.Inert(
            "architectures", "auto_map", "name_or_path", "_name_or_path", "_commit_hash", "transformers_version",
            "dtype", "torch_dtype", "use_bfloat16", "torchscript", "attn_implementation", "_attn_implementation", "_attn_implementation_autoset",
            "output_attentions", "output_hidden_states", "return_dict", "use_return_dict", "use_cache",
            "id2label", "label2id", "num_labels", "problem_type", "task_specific_params", "finetuning_task", "tf_legacy_loss",
            "tokenizer_class", "prefix", "pad_token_id", "sep_token_id", "ignore_index",
            "initializer_range", "initializer_factor", "attention_dropout", "dropout", "hidden_dropout", "gradient_checkpointing",

            // Computes the same in parts.
            "chunk_size_feed_forward", "pretraining_tp",

            // A decoder is causal here whatever it says; the others are about encoders beside decoders, of which there is none.
            "is_decoder", "cross_attention_hidden_size", "tie_encoder_decoder"),
        .. ConfigField.Fixed("is_encoder_decoder", "false"),
        .. ConfigField.Fixed("add_cross_attention", "false"),
        .. ConfigField.Fixed("pruned_heads", "{}"),
        .. ConfigField.Fixed("per_layer_config", "{}"),
        .. ConfigField.Absent("quantization_config", "compression_config", "adapters"),
    ];

    /// <summary>How answers are written. A question says how it wants them sampled, so what the file says of that has no effect.</summary>
    public static IEnumerable<ConfigField> Generation { get; } =
    [
        .. ConfigField.Read("eos_token_id"),
        .. ConfigField.Inert(
            "bos_token_id", "pad_token_id", "decoder_start_token_id", "transformers_version", "_from_model_config", "attn_implementation",

            // What a question's own options decide.
            "do_sample", "temperature", "top_k", "top_p", "top_h", "min_p", "typical_p", "epsilon_cutoff", "eta_cutoff",
            "max_length", "max_new_tokens", "max_time", "num_return_sequences",

            // Of beams, of which there is one.
            "early_stopping", "length_penalty", "low_memory",

            // Computes the same otherwise.
            "use_cache", "cache_implementation", "cache_config", "return_legacy_cache", "prefill_chunk_size", "compile_config", "disable_compile",
            "renormalize_logits", "remove_invalid_values",
            "is_assistant", "num_assistant_tokens", "num_assistant_tokens_schedule", "assistant_confidence_threshold", "prompt_lookup_num_tokens",
            "max_matching_ngram_size", "assistant_early_exit", "assistant_lookbehind", "target_lookbehind", "use_mtp",

            // What a call returns.
            "output_attentions", "output_hidden_states", "output_scores", "output_logits", "return_dict_in_generate"),
        .. ConfigField.Fixed("num_beams", "1"),
        .. ConfigField.Fixed("num_beam_groups", "1"),
        .. ConfigField.Fixed("diversity_penalty", "0"),
        .. ConfigField.Fixed("repetition_penalty", "1"),
        .. ConfigField.Fixed("encoder_repetition_penalty", "1"),
        .. ConfigField.Fixed("no_repeat_ngram_size", "0"),
        .. ConfigField.Fixed("encoder_no_repeat_ngram_size", "0"),
        .. ConfigField.Fixed("min_length", "0"),
        .. ConfigField.Fixed("min_new_tokens", "0"),
        .. ConfigField.Fixed("penalty_alpha", "0"),
        .. ConfigField.Fixed("guidance_scale", "1"),
        .. ConfigField.Fixed("token_healing", "false"),
        .. ConfigField.Fixed("suppress_tokens", "[]"),
        .. ConfigField.Fixed("begin_suppress_tokens", "[]"),
        .. ConfigField.Absent(
            "bad_words_ids", "force_words_ids", "constraints", "forced_bos_token_id", "forced_eos_token_id", "forced_decoder_ids", "sequence_bias",
            "exponential_decay_length_penalty", "watermarking_config", "dola_layers", "stop_strings"),
    ];

    /// <summary>
    /// A Llama tokenizer. Texts are encoded by its SentencePiece model; special tokens and images come only from a prompt's structure.
    /// </summary>
    public static IEnumerable<ConfigField> LlamaTokenizer { get; } =
    [
        .. ConfigField.Fixed(
            "tokenizer_class", "\"LlamaTokenizer\"", "\"LlamaTokenizerFast\"", "\"PreTrainedTokenizerFast\"", "\"TokenizersBackend\"",
            "\"SentencePieceBackend\""),
        .. ConfigField.Fixed("add_bos_token", "true"),
        .. ConfigField.Fixed("add_eos_token", "false"),
        .. ConfigField.Fixed("add_prefix_space", "true"),
        .. ConfigField.Fixed("add_dummy_prefix_space", "true"),
        .. ConfigField.Fixed("clean_up_tokenization_spaces", "false"),
        .. ConfigField.Fixed("do_lower_case", "false"),
        .. ConfigField.Fixed("sp_model_kwargs", "{}"),
        .. ConfigField.Read("bos_token", "chat_template"),
        .. ConfigField.Inert(
            // Ends of answers are told by their ids, in generation_config.json and config.json.
            "eos_token", "pad_token", "unk_token", "sep_token", "cls_token", "mask_token", "image_token",
            "added_tokens_decoder", "additional_special_tokens", "extra_special_tokens", "model_specific_special_tokens", "special_tokens_map_file",
            "special_tokens_map", "split_special_tokens", "spaces_between_special_tokens", "legacy",
            "use_default_system_prompt", "default_system_prompt", "response_schema",

            // A prompt that is too long is refused and never cut, and prompts are not padded.
            "model_max_length", "max_length", "padding", "padding_side", "pad_to_multiple_of", "pad_token_type_id", "truncation", "truncation_side",
            "truncation_strategy", "stride",
            "auto_map", "name_or_path", "backend", "from_slow", "use_fast", "is_local", "local_files_only", "trust_remote_code", "processor_class",
            "tokenizer_file", "vocab_file", "model_input_names", "return_token_type_ids", "return_tensors", "device_map", "transformers_version"),
    ];
}
