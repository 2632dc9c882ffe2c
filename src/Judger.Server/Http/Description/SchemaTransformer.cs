using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Judger.Server.Http.OpenAI;
using Judger.Server.Http.OpenAI.Completions;
using Judger.Server.Http.OpenAI.Responses;
using Judger.Server.Http.Questions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Judger.Server.Http.Description;

/// <summary>Describes what the generator cannot know: values that converters write, members of several types, words, and what null means.</summary>
internal sealed class SchemaTransformer : IOpenApiSchemaTransformer
{
    // What the generator marks members with that may be null.
    private const string NullableMark = "x-is-nullable-property";

    // Where it keeps the text of a member whose type has a schema of its own.
    private const string MemberText = "x-ref-description";

    public async Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (schema.Description is { } description) schema.Description = DescriptionText.Plain(description);
        if (schema.Metadata?.TryGetValue(MemberText, out var kept) == true && kept is string text) schema.Metadata[MemberText] = DescriptionText.Plain(text);
        Convert(schema, type, context.JsonPropertyInfo is { } place && place.DeclaringType != typeof(QuestionFields));
        if (type.IsEnum && type != typeof(RequestParts)) schema.Enum = [.. EnumWords.Of(type).Select(word => (JsonNode)JsonValue.Create(word)!)];
        if (schema.Minimum == double.MinValue.ToString(CultureInfo.InvariantCulture)) schema.Minimum = null;
        if (type == typeof(ChatCompletionRequest) || type == typeof(ResponseRequest))
            schema.Description = $"{schema.Description} {UnsupportedParameters.Description}";
        if (context.JsonPropertyInfo?.AttributeProvider is not { } member) return;
        if (Attribute<JsonIgnoreAttribute>(member)?.Condition != JsonIgnoreCondition.Never) NeverNull(schema);
        if (Attribute<WordsAttribute>(member) is { } words) schema.Enum = Nodes(words.Words);
        if (Attribute<ItemWordsAttribute>(member) is { } itemWords)
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.String, Enum = Nodes(itemWords.Words) };
        if (Attribute<OneOfAttribute>(member) is not { } oneOf) return;
        var schemas = new List<IOpenApiSchema>();
        foreach (var one in oneOf.Types)
        {
            var alternative = await context.GetOrCreateSchemaAsync(one, null, cancellationToken);
            NeverNull(alternative);
            schemas.Add(alternative);
        }

        schema.OneOf = schemas;
    }

    private static void Convert(OpenApiSchema schema, Type type, bool isInJson)
    {
        if (type == typeof(ImageDigest)) (schema.Type, schema.Pattern) = (JsonSchemaType.String, "^[0-9a-f]{64}$");
        else if (type == typeof(SlotKey)) schema.Type = JsonSchemaType.String;
        else if (type == typeof(byte[])) (schema.Type, schema.Format) = (JsonSchemaType.String, isInJson ? "byte" : "binary");
        else if (type == typeof(PixelBox))
        {
            (schema.Type, schema.MinItems, schema.MaxItems) = (JsonSchemaType.Array, 4, 4);
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.Integer };
        }
        else if (type == typeof(RequestParts))
        {
            schema.Type = JsonSchemaType.Array;
            schema.Enum = null;
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.String, Enum = Nodes(RequestPartsConverter.Words) };
        }
        else if (type == typeof(IReadOnlyDictionary<int, double>))
        {
            schema.Type = JsonSchemaType.Object;
            schema.AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Number, Minimum = "-100", Maximum = "100" };
            schema.MaxProperties = QuestionLimits.MaxLogitBias;
        }
    }

    // A member without a value is left out of replies, and may be left out of requests.
    private static void NeverNull(OpenApiSchema schema)
    {
        if (schema.Type is { } type) schema.Type = type & ~JsonSchemaType.Null;
        schema.Metadata?.Remove(NullableMark);
    }

    private static T? Attribute<T>(ICustomAttributeProvider member)
        where T : Attribute => member.GetCustomAttributes(typeof(T), inherit: true).OfType<T>().FirstOrDefault();

    private static List<JsonNode> Nodes(IEnumerable<string> words) => [.. words.Select(word => (JsonNode)JsonValue.Create(word)!)];
}
