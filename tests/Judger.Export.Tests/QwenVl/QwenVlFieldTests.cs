using System.Text.Json;
using System.Text.Json.Nodes;
using Judger.Export.Checkpoints;
using Judger.Export.Checkpoints.Fields;
using Judger.Export.Families.Qwen25Vl;

namespace Judger.Export.Tests.QwenVl;

/// <summary>The tables of fields of Qwen-VL: what is fixed may have no other value, what is inert has no effect, what is unknown is told.</summary>
public sealed class QwenVlFieldTests
{
    private static readonly Dictionary<string, Part> Parts = new()
    {
        ["flat config.json"] = new("qwen2_5_vl", "config.json", [], QwenVlFields.Config),
        ["rope_scaling"] = new("qwen2_5_vl", "config.json", ["rope_scaling"], QwenVlFields.Rope),
        ["vision_config with windows"] = new("qwen2_5_vl", "config.json", ["vision_config"], QwenVlFields.WindowTower),
        ["preprocessor_config.json"] = new("qwen2_5_vl", "preprocessor_config.json", [], QwenVlFields.ImageProcessor),
        ["processor_config.json"] = new("qwen2_5_vl", "processor_config.json", [], QwenVlFields.Processor),
        ["nested config.json"] = new("qwen3_vl", "config.json", [], QwenVlFields.Config),
        ["text_config"] = new("qwen3_vl", "config.json", ["text_config"], QwenVlFields.Text),
        ["rope_parameters"] = new("qwen3_vl", "config.json", ["text_config", "rope_parameters"], QwenVlFields.Rope),
        ["vision_config with deepstack"] = new("qwen3_vl", "config.json", ["vision_config"], QwenVlFields.DeepTower),
        ["rope_parameters of the tower"] = new("qwen3_vl", "config.json", ["vision_config", "rope_parameters"], QwenVlFields.VisionRope),
        ["image_processor"] = new("qwen3_vl", "processor_config.json", ["image_processor"], QwenVlFields.ImageProcessor),
        ["size"] = new("qwen3_vl", "processor_config.json", ["image_processor", "size"], QwenVlFields.Size),
    };

    public static TheoryData<string> Names => [.. Parts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_field_that_is_fixed_may_have_its_value_and_no_other(string name)
    {
        var part = Parts[name];
        foreach (var field in part.Table.Fields.Values.Where(field => field.Use == FieldUse.Fixed))
        {
            foreach (var allowed in field.Values) Assert.StartsWith("{", Outcome(part, field.Name, allowed.GetRawText()), StringComparison.Ordinal);
            foreach (var other in new[] { "\"judger-other\"", "7.5" })
                Assert.Contains($"{field.Name} is ", Outcome(part, field.Name, other), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_field_without_an_effect_has_none_and_is_not_warned_of(string name)
    {
        var part = Parts[name];
        var before = Outcome(part, null, "null");
        Assert.StartsWith("{", before, StringComparison.Ordinal);
        foreach (var field in part.Table.Fields.Values.Where(field => field.Use == FieldUse.Inert))
            Assert.Equal((field.Name, before), (field.Name, Outcome(part, field.Name, """["other"]""")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_field_that_is_not_known_is_refused_where_it_may_change_pixels_and_warned_of_elsewhere(string name)
    {
        var part = Parts[name];
        foreach (var field in new[] { "judger_unknown", "image_judger_unknown" })
        {
            var outcome = Outcome(part, field, "true");
            Assert.Contains($"{field} is not known", outcome, StringComparison.Ordinal);
            Assert.Equal(!part.Table.Refuses(field), outcome.StartsWith('{'));
        }
    }

    /// <summary>What an export would make of the configuration with its warnings, or why it is refused.</summary>
    private static string Outcome(Part part, string? field, string json)
    {
        using var checkpoint = new GoldenCheckpoint(part.Family);
        checkpoint.Edit(part.File, root =>
        {
            var section = part.Path.Aggregate(root, (at, next) => at[next]!.AsObject());
            if (field is not null) section[field] = JsonNode.Parse(json);
        });
        try
        {
            return checkpoint.Read(model => JsonSerializer.Serialize(new { model.Text, model.Tower, model.Facts }))
                + string.Concat(checkpoint.Warnings.Select(warning => warning[checkpoint.Location.Length..]));
        }
        catch (CheckpointException refused)
        {
            return refused.Message[checkpoint.Location.Length..];
        }
    }

    private sealed record Part(string Family, string File, string[] Path, FieldTable Table);
}
