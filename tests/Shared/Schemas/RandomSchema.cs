using System.Text.Json.Nodes;

namespace Judger.Testing.Schemas;

/// <summary>Draws schemas of everything that is enforced, in each other, with references and recursion.</summary>
internal sealed class RandomSchema
{
    private static readonly string[] Patterns =
    [
        "^[a-z]+$", "^[A-Z]{2}\\d{3}$", "cat|dog", "^(red|green) [0-9]+$", "^\\d{1,3}(\\.\\d+)?$", "x$", "^v", "^[é-ü\"]{1,4}$", "^(ab)*$", "^[a-zé]{2,5}$",
    ];

    // Without hostname, of which the oracle refuses long ones.
    private static readonly string[] Formats = ["date", "time", "date-time", "duration", "email", "ipv4", "ipv6", "uuid", "uri"];

    private static readonly string[] Names = ["count", "color", "a", "aa", "the name", "größe", "quote\"d", "x/y", "n~", "0"];

    private readonly Random _random;
    private readonly JsonObject _definitions = [];

    private RandomSchema(Random random) => _random = random;

    /// <summary>A schema of an object, and whether it is meant strictly.</summary>
    public static (string Schema, bool IsStrict) Draw(int seed)
    {
        var drawer = new RandomSchema(new(seed));
        var schema = drawer.Object(depth: 0);
        if (drawer._definitions.Count > 0) schema["$defs"] = drawer._definitions;
        return (schema.ToJsonString(), drawer.Chance(0.5));
    }

    private bool Chance(double probability) => _random.NextDouble() < probability;

    // From the third level on nothing nests, and nothing refers.
    private JsonObject Any(int depth) => _random.Next(depth < 3 ? 11 : 7) switch
    {
        0 or 1 => String(),
        2 => Integer(),
        3 => Number(),
        4 => new JsonObject { ["type"] = "boolean" },
        5 => Enum(),
        6 => Chance(0.5) ? new JsonObject { ["type"] = "null" } : new JsonObject { ["type"] = new JsonArray("null", "integer", "boolean") },
        7 => Array(depth + 1),
        8 => Object(depth + 1),
        9 => new JsonObject { ["anyOf"] = new JsonArray([.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Any(depth + 1))]) },
        _ => Reference(depth + 1),
    };

    private JsonObject String()
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (Chance(0.2)) schema["pattern"] = Patterns[_random.Next(Patterns.Length)];
        else if (Chance(0.25)) schema["format"] = Formats[_random.Next(Formats.Length)];
        else
        {
            var least = _random.Next(3);
            if (Chance(0.4)) schema["minLength"] = least;
            if (Chance(0.6)) schema["maxLength"] = least + _random.Next(12);
        }

        return schema;
    }

    private JsonObject Integer()
    {
        var schema = new JsonObject { ["type"] = "integer" };
        var low = _random.Next(-150, 1200);
        if (Chance(0.5)) schema[Chance(0.7) ? "minimum" : "exclusiveMinimum"] = low;
        if (Chance(0.5)) schema[Chance(0.7) ? "maximum" : "exclusiveMaximum"] = low + _random.Next(16, 900);
        if (Chance(0.3)) schema["multipleOf"] = _random.Next(1, 8);
        return schema;
    }

    private JsonObject Number()
    {
        var schema = new JsonObject { ["type"] = "number" };
        var low = Math.Round((_random.NextDouble() * 40) - 20, _random.Next(4));
        if (Chance(0.5)) schema[Chance(0.7) ? "minimum" : "exclusiveMinimum"] = low;
        if (Chance(0.5)) schema[Chance(0.7) ? "maximum" : "exclusiveMaximum"] = Math.Round(low + 2 + _random.NextDouble(), 3);
        if (Chance(0.25)) schema["multipleOf"] = new[] { 0.5, 0.25, 0.01, 2, 0.3 }[_random.Next(5)];
        return schema;
    }

    private JsonObject Enum()
    {
        JsonNode?[] values = ["red", "green", "blue-green", "ü\"\\\n", 3, -1.5, true, null, new JsonArray(1, "x"), new JsonObject { ["k"] = null }];
        var count = _random.Next(1, 5);
        var from = _random.Next(values.Length - count + 1);
        return count == 1
            ? new JsonObject { ["const"] = values[from]?.DeepClone() }
            : new JsonObject { ["enum"] = new JsonArray([.. values.Skip(from).Take(count).Select(value => value?.DeepClone())]) };
    }

    private JsonObject Array(int depth)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = Any(depth) };
        var least = _random.Next(3);
        if (Chance(0.3))
        {
            schema["prefixItems"] = new JsonArray([.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => Any(depth))]);
            least = 2;
            if (Chance(0.3)) schema["items"] = false;
        }
        else if (Chance(0.5)) schema["minItems"] = least;

        if (Chance(0.6)) schema["maxItems"] = least + _random.Next(4);
        return schema;
    }

    private JsonObject Object(int depth)
    {
        var names = Names.OrderBy(_ => _random.Next()).Take(_random.Next(depth == 0 ? 1 : 0, 5)).ToArray();
        var properties = new JsonObject();
        foreach (var name in names) properties[name] = Any(depth);
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. names.Where(_ => Chance(0.6)).Select(name => JsonValue.Create(name))]),
            ["additionalProperties"] = false,
        };
        if (Chance(0.15)) schema["additionalProperties"] = Any(depth + 1);
        return schema;
    }

    private JsonObject Reference(int depth)
    {
        if (_definitions.Count == 0 || Chance(0.3))
        {
            // It has an end: a list of itself may be empty, and the next one null.
            var name = $"d{_definitions.Count}";
            var reference = $"#/$defs/{name}";
            _definitions[name] = null;
            _definitions[name] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["value"] = Any(depth: 3),
                    ["next"] = new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "null" }, new JsonObject { ["$ref"] = reference }) },
                    ["all"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["$ref"] = reference } },
                },
                ["required"] = new JsonArray("value"),
                ["additionalProperties"] = false,
            };
            return new JsonObject { ["$ref"] = reference };
        }

        return new JsonObject { ["$ref"] = $"#/$defs/d{_random.Next(_definitions.Count)}" };
    }
}
