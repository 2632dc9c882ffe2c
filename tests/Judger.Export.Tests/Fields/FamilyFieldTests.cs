using System.Text.Json;
using System.Text.Json.Nodes;
using Judger.Export.Checkpoints;
using Judger.Export.Checkpoints.Fields;
using Judger.Export.Families;
using Judger.Export.Families.Gemma3;
using Judger.Export.Families.InternVl;
using Judger.Export.Families.Llava;
using Judger.Export.Families.LlavaNext;
using Judger.Export.Families.SmolVlm;
using Judger.Export.Tests.Golden;

namespace Judger.Export.Tests.Fields;

/// <summary>
/// The tables of SmolVLM's, InternVL's and Gemma's fields say the truth: what is read is looked at, what is fixed has no other value, what is inert has no
/// effect.
/// </summary>
public sealed class FamilyFieldTests
{
    // Nothing that is read is a list of objects.
    private const string WrongKind = """[{"judger": 7}]""";

    private static readonly Dictionary<string, Part> Parts = new()
    {
        ["SmolVLM, config.json"] = new("smolvlm", "config.json", [], SmolVlmFields.Config),
        ["SmolVLM, vision_config"] = new("smolvlm", "config.json", ["vision_config"], SmolVlmFields.Vision),
        ["SmolVLM, preprocessor_config.json"] = new("smolvlm", "preprocessor_config.json", [], SmolVlmFields.ImageProcessor),
        ["SmolVLM, size"] = new("smolvlm", "preprocessor_config.json", ["size"], SmolVlmFields.Size),
        ["SmolVLM, max_image_size"] = new("smolvlm", "preprocessor_config.json", ["max_image_size"], SmolVlmFields.Size),
        ["SmolVLM, processor_config.json"] = new("smolvlm", "processor_config.json", [], SmolVlmFields.Processor),
        ["InternVL, config.json"] = new("internvl", "config.json", [], InternVlFields.HuggingFace),
        ["InternVL, vision_config"] = new("internvl", "config.json", ["vision_config"], InternVlFields.Vision),
        ["InternVL, preprocessor_config.json"] = new("internvl", "preprocessor_config.json", [], InternVlFields.ImageProcessor),
        ["InternVL, processor_config.json"] = new("internvl", "processor_config.json", [], InternVlFields.Processor),
        ["InternVL's original form, config.json"] = new("internvl_original", "config.json", [], InternVlFields.Original),
        ["InternVL's original form, vision_config"] = new("internvl_original", "config.json", ["vision_config"], InternVlFields.OriginalVision),
        ["InternVL's original form, preprocessor_config.json"] =
            new("internvl_original", "preprocessor_config.json", [], InternVlFields.OriginalImageProcessor),
        ["Gemma 3, config.json"] = new("gemma3", "config.json", [], Gemma3Fields.Config),
        ["Gemma 3, text_config"] = new("gemma3", "config.json", ["text_config"], Gemma3Fields.Text, SeesImages: false),
        ["Gemma 3, rope_scaling"] = new("gemma3", "config.json", ["text_config", "rope_scaling"], Gemma3Fields.Rope),
        ["Gemma 3, rope_parameters"] = new("gemma3", "config.json", ["text_config", "rope_parameters", "full_attention"], Gemma3Fields.Rope),
        ["Gemma 3, vision_config"] = new("gemma3", "config.json", ["vision_config"], LlavaNextFields.Siglip),
        ["Gemma 3, preprocessor_config.json"] = new("gemma3", "preprocessor_config.json", [], Gemma3Fields.ImageProcessor),
        ["Gemma 3, size"] = new("gemma3", "preprocessor_config.json", ["size"], LlavaFields.Size),
        ["Gemma 3, processor_config.json"] = new("gemma3", "processor_config.json", [], Gemma3Fields.Processor),
    };

    public static TheoryData<string> Names => [.. Parts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_field_that_is_read_is_looked_at(string name)
    {
        using var checkpoint = new ChangedCheckpoint(Parts[name].Family);
        foreach (var field in Fields(name, FieldUse.Read))
        {
            var refused = Outcome(checkpoint, name, section =>
            {
                if (field == "feature_extractor_type") section.Remove("image_processor_type");
                section[field] = JsonNode.Parse(WrongKind);
            });
            Assert.Contains(field, refused, StringComparison.Ordinal);
            Assert.DoesNotContain("{", refused[..1], StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_field_that_is_fixed_may_have_its_value_and_no_other(string name)
    {
        using var checkpoint = new ChangedCheckpoint(Parts[name].Family);
        foreach (var field in Parts[name].Table.Fields.Values.Where(field => field.Use == FieldUse.Fixed))
        {
            foreach (var allowed in field.Values)
            {
                var outcome = Outcome(checkpoint, name, section => section[field.Name] = JsonNode.Parse(allowed.GetRawText()));
                Assert.StartsWith("{", outcome, StringComparison.Ordinal);
            }

            Assert.Contains($"{field.Name} is ", Outcome(checkpoint, name, section => section[field.Name] = "judger"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_field_without_an_effect_has_none_and_is_not_warned_of(string name)
    {
        using var checkpoint = new ChangedCheckpoint(Parts[name].Family);
        var before = Outcome(checkpoint, name, _ => { });
        foreach (var field in Fields(name, FieldUse.Inert))
        {
            foreach (var other in new[] { """["other"]""", "null" })
                Assert.Equal((field, before), (field, Outcome(checkpoint, name, section => section[field] = JsonNode.Parse(other))));
        }

        Assert.Empty(checkpoint.Warnings);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_field_that_is_not_known_is_refused_where_it_may_change_pixels_and_warned_of_elsewhere(string name)
    {
        using var checkpoint = new ChangedCheckpoint(Parts[name].Family);
        foreach (var unknown in new[] { "judger_unknown", "image_judger_unknown" })
        {
            var outcome = Outcome(checkpoint, name, section => section[unknown] = true);
            if (Parts[name].Table.Refuses(unknown)) Assert.Contains($"{unknown} is not known", outcome, StringComparison.Ordinal);
            else Assert.Contains($"{unknown} is not known", Assert.Single(checkpoint.Warnings), StringComparison.Ordinal);
            checkpoint.Warnings.Clear();
        }

        Assert.Equal(Parts[name].SeesImages, Parts[name].Table.Refuses("image_judger_unknown"));
    }

    private static IEnumerable<string> Fields(string name, FieldUse use) =>
        Parts[name].Table.Fields.Values.Where(field => field.Use == use).Select(field => field.Name);

    /// <summary>What a family makes of a changed file, as a JSON object, or why it is refused; the file is as before then.</summary>
    private static string Outcome(ChangedCheckpoint folder, string name, Action<JsonObject> change)
    {
        var file = folder.PathOf(Parts[name].File);
        var text = File.ReadAllText(file);
        folder.Edit(Parts[name].File, Parts[name].Path, change);
        try
        {
            using var checkpoint = Checkpoint.Open(Path.GetDirectoryName(file)!, folder.Warnings.Add);
            var facts = ModelFamilies.Of(checkpoint.Config).Read(checkpoint).Facts;
            return JsonSerializer.Serialize(new { facts, Template = ChatTemplateFile.Read(checkpoint)?.Source });
        }
        catch (CheckpointException refused)
        {
            return refused.Message[Path.GetDirectoryName(file)!.Length..];
        }
        finally
        {
            File.WriteAllText(file, text);
        }
    }

    private sealed record Part(string Family, string File, string[] Path, FieldTable Table, bool SeesImages = true);
}
