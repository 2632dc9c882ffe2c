using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Judger.Cli.Commands;
using Judger.Cli.Configuration;
using Judger.Protocol;
using Judger.Server.Configuration;

namespace Judger.Cli.Tests.Guides;

/// <summary>The tables of the guide Configuration, made from the options' types, their values and their documentation.</summary>
internal static class OptionTable
{
    private static readonly Dictionary<string, string> ServeFlagsByKey = new()
    {
        ["Slots:N:ModelFolder"] = ServeFlags.Model,
        ["Slots:N:Model"] = ServeFlags.Name,
        ["Slots:N:Device"] = ServeFlags.Device,
        ["Http:Urls"] = ServeFlags.Url,
    };

    // Where command line or HTTP have another word for an option.
    private static readonly Dictionary<string, string> AskFlagNames = new()
    {
        ["ReferenceAnswer"] = "--reference",
        ["MaxRounds"] = "--rounds",
        ["Form"] = "--answer",
        ["TopLogProbabilities"] = "--top-logprobs",
    };

    private static readonly Dictionary<string, string> HttpNames = new() { ["Budget"] = "BudgetSeconds", ["Form"] = "Answer" };

    /// <summary>All tables as Markdown.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder();
        foreach (var group in Rows(typeof(JudgerOptions), new JudgerOptions(), "", isEngine: false).GroupBy(row => Section(row.Key)))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {(group.Key.Length == 0 ? "The silo" : group.Key)}\n\n");
            text.Append("| key | environment variable | flag of `serve` | default | range | what it is |\n|---|---|---|---|---|---|\n");
            foreach (var row in group)
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{row.Key}` | `Judger__{row.Key.Replace(":", "__", StringComparison.Ordinal)}` | ");
                text.Append(CultureInfo.InvariantCulture, $"{Code(ServeFlagsByKey.GetValueOrDefault(row.Key))} | {Cells(row)}\n");
            }
        }

        Questions(text, "Of a question", typeof(AskOptions), new AskOptions(), typeof(QuestionBody), "");
        Questions(text, "Of a question's answers", typeof(AnswerOptions), AnswerOptions.Default, typeof(AnswerOptionsJson), "sampling.");
        return text.ToString();
    }

    private static void Questions(StringBuilder text, string title, Type type, object values, Type body, string prefix)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n### {title}\n\n");
        text.Append("| option in .NET | HTTP field | flag of `ask` | default | range | what it is |\n|---|---|---|---|---|---|\n");
        var flags = AskCommand.Create().Options.Select(option => option.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var property in ConfigurationType.KeysOf(type).Where(property => property.PropertyType != typeof(AnswerOptions)))
        {
            var row = Row.Of(property, property.Name, property.GetValue(values), hasWords: true);
            var field = body.GetProperty(HttpNames.GetValueOrDefault(property.Name, property.Name));
            Assert.True(field is not null, $"{property.Name} has no field in {body.Name}.");
            var flag = AskFlagNames.GetValueOrDefault(property.Name, $"--{JsonNamingPolicy.KebabCaseLower.ConvertName(property.Name)}");

            // The flag of this name is the folder of a model.
            var own = flags.Contains(flag) && property.Name != nameof(AskOptions.Model) ? flag : null;
            var json = prefix + (field.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Name));
            text.Append(CultureInfo.InvariantCulture, $"| `{property.Name}` | `{json}` | {Code(own)} | {Cells(row)}\n");
        }
    }

    private static IEnumerable<Row> Rows(Type type, object values, string path, bool isEngine)
    {
        foreach (var property in ConfigurationType.KeysOf(type))
        {
            // Of an engine, the slot names the device.
            if (isEngine && property.Name == "Device") continue;
            var own = path + property.Name;
            var element = ConfigurationType.ElementOf(property.PropertyType);
            var kind = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            var (below, place) = element is not null ? (element, $"{own}:N") : (kind, own);
            if (ConfigurationType.IsValue(below)) yield return Row.Of(property, own, property.GetValue(values), hasWords: false);
            else
            {
                var inner = element is null ? property.GetValue(values) ?? Activator.CreateInstance(below)! : Activator.CreateInstance(below)!;
                foreach (var row in Rows(below, inner, $"{place}:", property.Name == "Engine")) yield return row;
            }
        }
    }

    private static string Section(string key) => key.Contains(':', StringComparison.Ordinal) ? key[..key.LastIndexOf(':')] : "";

    private static string Code(string? text) => text is null ? "" : $"`{text}`";

    private static string Cells(Row row) => $"{Cell(row.Default)} | {Cell(row.Range)} | {Cell(row.Meaning)} |";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>One option.</summary>
    private sealed record Row(string Key, string Default, string Range, string Meaning)
    {
        /// <param name="property">The option.</param>
        /// <param name="key">Its key.</param>
        /// <param name="value">Its value by default.</param>
        /// <param name="hasWords">Whether values of enumerations are written in the words of HTTP, and not by their names.</param>
        public static Row Of(PropertyInfo property, string key, object? value, bool hasWords)
        {
            var docs = OptionDocs.Of(property);
            var written = value is string text && text == Environment.MachineName ? null
                : hasWords && value is Enum ? EnumWords.Of(value.GetType())[Convert.ToInt32(value, CultureInfo.InvariantCulture)]
                : Written(value, property.Name.EndsWith("Bytes", StringComparison.Ordinal));
            var range = docs.Range.Length > 0 ? docs.Range : Kind(property.PropertyType, hasWords);
            return new(key, written ?? docs.Default ?? "none", range, docs.Meaning);
        }

        private static string Kind(Type type, bool hasWords)
        {
            var element = ConfigurationType.ElementOf(type);
            var kind = Nullable.GetUnderlyingType(element ?? type) ?? element ?? type;
            if (kind == typeof(TimeSpan)) return "a time";
            if (kind == typeof(PixelBox)) return "left, top, right, bottom in pixels";
            if (kind == typeof(AnswerSchema)) return "a JSON schema";
            if (kind == typeof(string)) return element is null ? "text" : "a list of texts";
            if (hasWords && kind.IsEnum) return $"one of: {string.Join(", ", EnumWords.Of(kind))}";
            var words = ConfigurationType.Describe(kind);
            return element is null ? words : $"a list; each {words}";
        }

        private static string? Written(object? value, bool isBytes) => value switch
        {
            null or "" => null,
            bool isOn => isOn ? "true" : "false",
            string text => $"`{text}`",
            IEnumerable list => list.Cast<object>().Any() ? string.Join(", ", list.Cast<object>()) : null,
            TimeSpan time => Time(time),
            long or int when isBytes => string.Create(
                CultureInfo.InvariantCulture, $"{Convert.ToInt64(value, CultureInfo.InvariantCulture) / 1048576.0:0.###} MiB"),
            IFormattable number => number is long or int
                ? number.ToString("N0", CultureInfo.InvariantCulture)
                : number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };

        private static string Time(TimeSpan time)
        {
            if (time == TimeSpan.Zero) return "0";
            var (amount, unit) = time switch
            {
                { TotalHours: >= 1 } => (time.TotalHours, "h"),
                { TotalMinutes: >= 1 } => (time.TotalMinutes, "min"),
                { TotalSeconds: >= 1 } => (time.TotalSeconds, "s"),
                _ => (time.TotalMilliseconds, "ms"),
            };
            return string.Create(CultureInfo.InvariantCulture, $"{amount:0.###} {unit}");
        }
    }
}
