using System.Text.Json;
using System.Text.Json.Nodes;
using Judger.Export.Checkpoints;
using Judger.Export.Checkpoints.Fields;
using Judger.Export.Families.Llava;
using Judger.Export.Synthetic;
using Judger.Export.Tests.Fixtures;

namespace Judger.Export.Tests.Fields;

/// <summary>Every field of every configuration file with a value that is not its default: it is honoured, or refused by its name, or has no effect.</summary>
public sealed class ConfigFieldTests
{
    private static readonly Dictionary<string, Part> Parts = new()
    {
        ["config.json"] = new("config.json", [], LlavaFields.HuggingFace),
        ["config.json, text_config"] = new("config.json", ["text_config"], LlavaFields.Text),
        ["config.json, rope_parameters"] = new("config.json", ["text_config", "rope_parameters"], LlavaFields.Rope),
        ["config.json, rope_scaling"] = new("config.json", ["text_config", "rope_scaling"], LlavaFields.Rope),
        ["config.json, vision_config"] = new("config.json", ["vision_config"], LlavaFields.Vision),
        ["config.json of the original code"] = new("config.json", [], LlavaFields.Original, TensorNaming.Original),
        ["preprocessor_config.json"] = new("preprocessor_config.json", [], LlavaFields.ImageProcessor),
        ["preprocessor_config.json, size"] = new("preprocessor_config.json", ["size"], LlavaFields.Size),
        ["preprocessor_config.json, crop_size"] = new("preprocessor_config.json", ["crop_size"], LlavaFields.Size),
        ["processor_config.json"] = new("processor_config.json", [], LlavaFields.Processor),
        ["processor_config.json, image_processor"] = new("processor_config.json", ["image_processor"], LlavaFields.ImageProcessor),
        ["generation_config.json"] = new("generation_config.json", [], GenerationConfig.Table),
        ["tokenizer_config.json"] = new("tokenizer_config.json", [], LlavaFields.Tokenizer),
        ["judger.json"] = new("judger.json", [], JudgerConfig.Table),
        ["judger.json, self_judgment"] = new("judger.json", ["self_judgment"], JudgerConfig.SelfJudgmentTable),
    };

    /// <summary>For each field that is read, another value than a random checkpoint has.</summary>
    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["model_type"] = "\"mistral\"",
        ["text_config"] = "3",
        ["vision_config"] = "3",
        ["vision_feature_layer"] = "-1",
        ["vision_feature_select_strategy"] = "\"full\"",
        ["projector_hidden_act"] = "\"relu\"",
        ["multimodal_projector_bias"] = "false",
        ["tie_word_embeddings"] = "true",
        ["bos_token_id"] = "4",
        ["image_token_index"] = "7",
        ["image_token_id"] = "7",
        ["eos_token_id"] = "[2, 5]",
        ["vocab_size"] = "64",
        ["hidden_size"] = "64",
        ["intermediate_size"] = "17",
        ["num_hidden_layers"] = "5",
        ["num_attention_heads"] = "4",
        ["num_key_value_heads"] = "1",
        ["head_dim"] = "32",
        ["hidden_act"] = "\"gelu\"",
        ["max_position_embeddings"] = "77",
        ["rms_norm_eps"] = "0.5",
        ["layer_norm_eps"] = "0.5",
        ["image_size"] = "30",
        ["patch_size"] = "5",
        ["rope_theta"] = "7",
        ["rope_scaling"] = """{"rope_type": "linear", "factor": 2}""",
        ["rope_parameters"] = """{"rope_theta": 5}""",
        ["rope_type"] = "\"linear\"",
        ["type"] = "\"linear\"",
        ["attention_bias"] = "true",
        ["mlp_bias"] = "true",
        ["mm_vision_tower"] = "\"google/siglip-so400m-patch14-384\"",
        ["mm_vision_select_layer"] = "-1",
        ["mm_vision_select_feature"] = "\"cls_patch\"",
        ["mm_projector_type"] = "\"linear\"",
        ["mm_use_im_start_end"] = "true",
        ["image_aspect_ratio"] = "\"square\"",
        ["image_processor_type"] = "\"SiglipImageProcessor\"",
        ["feature_extractor_type"] = "\"SiglipImageProcessor\"",
        ["image_processor"] = "3",
        ["do_pad"] = "true",
        ["do_resize"] = "false",
        ["size"] = "32",
        ["resample"] = "2",
        ["do_center_crop"] = "false",
        ["crop_size"] = "32",
        ["do_rescale"] = "false",
        ["rescale_factor"] = "0.5",
        ["do_normalize"] = "false",
        ["image_mean"] = "0.1",
        ["image_std"] = "0.9",
        ["shortest_edge"] = "32",
        ["height"] = "32",
        ["width"] = "32",
        ["bos_token"] = """{"content": "<begin>"}""",
        ["name"] = "\"other\"",
        ["profile"] = "\"vicrop\"",
        ["attention_layer"] = "2",
        ["crop_window"] = "5",
        ["max_pixels"] = "5",
        ["scope"] = "\"birds\"",
        ["self_judgment"] = """{"threshold": 0.25}""",
        ["threshold"] = "0.25",
        ["repetition_penalty"] = "1.2",
        ["chat_template"] = "\"{{ messages }}\"",
    };

    /// <summary>Fields beside which another one would have no say.</summary>
    private static readonly Dictionary<string, string> InTheWay = new(StringComparer.Ordinal)
    {
        ["mm_vision_tower"] = "vision_config",
        ["feature_extractor_type"] = "image_processor_type",
        ["image_token_id"] = "image_token_index",
    };

    public static TheoryData<string> Names => [.. Parts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_field_that_is_read_is_honoured_or_refused_by_name(string part)
    {
        using var checkpoint = new CheckpointFolder(Parts[part].Naming);
        foreach (var field in Fields(part, FieldUse.Read))
        {
            Assert.True(Others.TryGetValue(field.Name, out var other), $"The test has no value for {field.Name}.");
            if (InTheWay.TryGetValue(field.Name, out var obstacle)) Edit(checkpoint, part, section => section.Remove(obstacle));
            else Edit(checkpoint, part, _ => { });
            var before = Outcome(checkpoint);
            Edit(checkpoint, part, section => section[field.Name] = JsonNode.Parse(other));

            var after = Outcome(checkpoint);

            Assert.NotEqual(before, after);
            var named = Parts[part].Table == LlavaFields.Size ? Parts[part].Path[^1] : field.Name;
            Assert.True(after.StartsWith('{') || after.Contains(named, StringComparison.Ordinal), $"{named} is not named: {after}");
            checkpoint.Restore();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_field_that_is_fixed_may_have_its_value_and_no_other(string part)
    {
        using var checkpoint = new CheckpointFolder(Parts[part].Naming);
        foreach (var field in Fields(part, FieldUse.Fixed))
        {
            foreach (var allowed in field.Values)
            {
                Edit(checkpoint, part, section => section[field.Name] = JsonNode.Parse(allowed.GetRawText()));
                Assert.StartsWith("{", Outcome(checkpoint), StringComparison.Ordinal);
            }

            foreach (var other in new[] { "\"judger-other\"", """{"judger": [7]}""", "7.5" })
            {
                Edit(checkpoint, part, section => section[field.Name] = JsonNode.Parse(other));
                var refused = checkpoint.Refusal();

                Assert.Equal(checkpoint.PathOf(Parts[part].File), refused.File);
                Assert.Contains($"{string.Concat(Parts[part].Path.Select(name => name + "."))}{field.Name} is ", refused.Message, StringComparison.Ordinal);
                Assert.Matches($"export a checkpoint with .*{field.Name}", refused.Message);
            }

            checkpoint.Restore();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_field_without_an_effect_has_none_and_is_not_warned_of(string part)
    {
        using var checkpoint = new CheckpointFolder(Parts[part].Naming);
        Edit(checkpoint, part, _ => { });
        var before = Outcome(checkpoint);
        foreach (var field in Fields(part, FieldUse.Inert))
        {
            foreach (var other in new[] { """["other"]""", "null" })
            {
                Edit(checkpoint, part, section => section[field.Name] = JsonNode.Parse(other));
                Assert.Equal((field.Name, before), (field.Name, Outcome(checkpoint)));
            }

            Assert.Empty(checkpoint.Warnings);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_field_that_is_not_known_is_refused_where_it_may_change_pixels_and_warned_of_elsewhere(string part)
    {
        using var checkpoint = new CheckpointFolder(Parts[part].Naming);
        Edit(checkpoint, part, _ => { });
        var before = Outcome(checkpoint);
        foreach (var name in new[] { "judger_unknown", "image_judger_unknown" })
        {
            var path = $"{string.Concat(Parts[part].Path.Select(section => section + "."))}{name}";
            Edit(checkpoint, part, section => section[name] = true);
            if (Parts[part].Table.Refuses(name)) Assert.Contains($"{path} is not known", checkpoint.Refusal().Message, StringComparison.Ordinal);
            else
            {
                Assert.Equal(before, Outcome(checkpoint));
                Assert.StartsWith($"{checkpoint.PathOf(Parts[part].File)}: {path} is not known", Assert.Single(checkpoint.Warnings), StringComparison.Ordinal);
            }

            Edit(checkpoint, part, section => section[name] = null);
            Assert.Equal(before, Outcome(checkpoint));
            checkpoint.Warnings.Clear();
        }

        Assert.True(Parts[part].File is not ("preprocessor_config.json" or "processor_config.json") || Parts[part].Table.Refuses("judger_unknown"));
    }

    private static IEnumerable<ConfigField> Fields(string part, FieldUse use) => Parts[part].Table.Fields.Values.Where(field => field.Use == use);

    private static void Edit(CheckpointFolder checkpoint, string part, Action<JsonObject> change) =>
        checkpoint.Edit(Parts[part].File, Parts[part].Path, section =>
        {
            // A part that a random checkpoint does not have begins with what its neighbour says.
            if (section.Count == 0 && Parts[part].Path is [.., "image_processor"])
            {
                foreach (var (name, value) in JsonNode.Parse(File.ReadAllText(checkpoint.PathOf("preprocessor_config.json")))!.AsObject())
                    section[name] = value?.DeepClone();
            }

            change(section);
        });

    /// <summary>All that an export would make of the configuration, as a JSON object, or why it is refused.</summary>
    private static string Outcome(CheckpointFolder checkpoint)
    {
        try
        {
            return checkpoint.Read(model => JsonSerializer.Serialize(new
            {
                model.Text,
                model.Vision,
                model.ProjectorBias,
                model.Facts,
                model.Checkpoint.Own,
                model.Checkpoint.Generation.RepetitionPenalty,
                Template = ChatTemplateFile.Read(model.Checkpoint)?.Source,
            }));
        }
        catch (CheckpointException refused)
        {
            return refused.Message[checkpoint.Location.Length..];
        }
    }

    private sealed record Part(string File, string[] Path, FieldTable Table, TensorNaming Naming = TensorNaming.HuggingFace);
}
