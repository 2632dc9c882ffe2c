using System.Globalization;
using System.Text.Json;
using Judger.Inference.Constraints.Grammars;

namespace Judger.Inference.Constraints.Schemas;

/// <summary>Numbers: bounds and multiples.</summary>
internal static class NumberSchema
{
    private const decimal Beyond = 1_000_000_000_000_000;
    private const int MaxSteps = 10_000;
    private const int MaxStepDigits = 6;

    public static void Fill(GrammarBuilder builder, SchemaNode schema, int rule, bool isWhole)
    {
        var (low, high) = ((Value: (decimal?)null, IsExcluded: false), (Value: (decimal?)null, IsExcluded: false));
        if (schema.Get("format") is { } format) (low.Value, high.Value) = Format(schema, format);
        Raise(Bound(schema, "minimum", isLow: true), isExcluded: false);
        Raise(Bound(schema, "exclusiveMinimum", isLow: true), isExcluded: true);
        Lower(Bound(schema, "maximum", isLow: false), isExcluded: false);
        Lower(Bound(schema, "exclusiveMaximum", isLow: false), isExcluded: true);
        var range = new NumberRange(isWhole, low.Value, low.IsExcluded, high.Value, high.IsExcluded, Step(schema));
        var end = builder.AddNode(rule);
        builder.End(end);
        if (low.Value > high.Value || !NumberAutomaton.TryAdd(builder, rule, builder.StartOf(rule), end, range))
            throw new SchemaException(schema.Path, "has no number within its bounds.", isUnsupported: false);

        void Raise(decimal? value, bool isExcluded)
        {
            if (value is { } bound && !(low.Value > bound || (low.Value == bound && low.IsExcluded))) low = (bound, isExcluded);
        }

        void Lower(decimal? value, bool isExcluded)
        {
            if (value is { } bound && !(high.Value < bound || (high.Value == bound && high.IsExcluded))) high = (bound, isExcluded);
        }
    }

    /// <summary>A bound; null where it is missing, or where no number that is written reaches it.</summary>
    private static decimal? Bound(SchemaNode schema, string keyword, bool isLow)
    {
        if (schema.Get(keyword) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Number) throw schema.Invalid(keyword, "must be a number.");
        if (!value.TryGetDecimal(out var bound)) bound = value.GetDouble() > 0 ? Beyond : -Beyond;
        if (Math.Abs(bound) >= Beyond)
        {
            return bound < 0 == isLow
                ? null
                : throw schema.NotEnforced(keyword, $"Numbers of at most {NumberRange.MaxDigits} digits are written.");
        }

        return decimal.Round(bound, NumberRange.MaxFractionDigits) == bound
            ? bound
            : throw schema.NotEnforced(keyword, $"It may have at most {NumberRange.MaxFractionDigits} digits behind the point.");
    }

    private static decimal? Step(SchemaNode schema)
    {
        if (schema.Get("multipleOf") is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var step) || step <= 0)
            throw schema.Invalid("multipleOf", "must be a number above 0.");
        var scaled = step;
        for (var digits = 0; scaled != Math.Floor(scaled) && digits < MaxStepDigits; digits++) scaled *= 10;
        return scaled == Math.Floor(scaled) && scaled <= MaxSteps ? step : throw schema.NotEnforced(
            "multipleOf",
            string.Create(CultureInfo.InvariantCulture, $"Give a number of at most {MaxStepDigits} digits behind the point and {MaxSteps} as a whole number."));
    }

    private static (decimal? Low, decimal? High) Format(SchemaNode schema, JsonElement format) =>
        (format.ValueKind == JsonValueKind.String ? format.GetString() : throw schema.Invalid("format", "must be a string.")) switch
        {
            "int32" => (int.MinValue, int.MaxValue),
            "int64" or "float" or "double" => (null, null),
            _ => StringFormats.PatternOf(format.GetString()!) is not null
                ? (null, null)
                : throw schema.NotEnforced("format", $"It must be one of: int32, int64, float, double, {StringFormats.Names}."),
        };
}
