using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Judger.Server.Http.Errors;
using Judger.Server.Http.OpenAI;
using Judger.Server.Http.Security;
using Judger.Server.Http.Streams;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Judger.Server.Http.Description;

/// <summary>Describes an operation as its endpoint says: bodies, events, parameters, errors and examples.</summary>
internal sealed class OperationTransformer : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<ApiOperation>().LastOrDefault() is not { } api) return Task.CompletedTask;
        operation.Description = api.Text;
        if (metadata.OfType<Access>().Last().Scope is null) operation.Security = [];
        foreach (var body in api.Bodies) AddBody(operation, api.Id, body);
        AddEvents(operation, api);
        foreach (var (status, response) in operation.Responses ?? [])
        {
            if (response.Content?.TryGetValue("application/json", out var json) == true && api.Errors.All(error => Text(error.Status) != status))
                json.Example = ApiExamples.Reply(api.Id, status);
            if (response.Content?.TryGetValue("text/plain", out var plain) == true) plain.Example = ApiExamples.ReplyText(api.Id, status);
        }

        var shape = metadata.OfType<IErrorShape>().LastOrDefault() ?? ProblemShape.Instance;
        foreach (var group in api.Errors.GroupBy(error => error.Status)) AddErrors(operation, Text(group.Key), [.. group], shape);
        foreach (var parameter in api.Parameters) AddParameter(operation, parameter);
        return Task.CompletedTask;
    }

    private static void AddBody(OpenApiOperation operation, string id, ApiBody body)
    {
        operation.RequestBody ??= new OpenApiRequestBody { Required = true, Content = new Dictionary<string, OpenApiMediaType>() };
        operation.RequestBody.Content![body.ContentType] = new OpenApiMediaType
        {
            Schema = Carried(operation, body.Carrier),
            Example = body.ContentType switch
            {
                "application/json" => ApiExamples.Request(id),
                "multipart/form-data" => ApiExamples.Form(id),
                _ => null,
            },
        };
    }

    private static void AddEvents(OpenApiOperation operation, ApiOperation api)
    {
        if (api.Events.Count == 0) return;
        var schemas = api.Events.Select(happened => Carried(operation, happened.Carrier)!).ToList();
        const string Ok = "200";
        if (!operation.Responses!.TryGetValue(Ok, out var response)) operation.Responses[Ok] = response = new OpenApiResponse { Description = "OK" };
        var whole = (OpenApiResponse)response;
        whole.Content ??= new Dictionary<string, OpenApiMediaType>();
        whole.Content[EventStream.ContentType] = new OpenApiMediaType
        {
            Schema = schemas is [var only] ? only : new OpenApiSchema { AnyOf = schemas, Description = "The data of one event." },
            Example = ApiExamples.Events(api.Id),
        };
        var events = api.Events.Select(happened => $"* {(happened.Name is { } name ? $"`{name}`" : "without a name")}: {happened.Meaning}");
        whole.Description = $"{whole.Description}. As server-sent events, whose data are JSON:\n\n{string.Join('\n', events)}";
    }

    private static IOpenApiSchema? Carried(OpenApiOperation operation, int carrier) =>
        operation.Responses!.Remove(Text(carrier), out var response) ? response.Content!.Values.Single().Schema : null;

    private static void AddErrors(OpenApiOperation operation, string status, IReadOnlyList<ApiError> errors, IErrorShape shape)
    {
        var response = (OpenApiResponse)operation.Responses![status];
        response.Description = string.Join(", ", errors.Select(error => $"`{error.Code}`").Distinct());
        var media = response.Content!.Values.Single();
        media.Examples = errors.ToDictionary(error => error.Code, error => (IOpenApiExample)new OpenApiExample { Value = Example(error, shape) });
    }

    private static JsonNode? Example(ApiError error, IErrorShape shape) => JsonSerializer.SerializeToNode(
        shape is OpenAIErrorShape
            ? OpenAIErrorShape.Describe(error.Status, error.Code, error.Example, error.Parameter)
            : shape.Describe(error.Status, error.Code, error.Example),
        ApiFormat.Events);

    private static void AddParameter(OpenApiOperation operation, ApiParameter parameter)
    {
        operation.Parameters ??= [];
        if (operation.Parameters.FirstOrDefault(known => known.Name == parameter.Name) is not OpenApiParameter described)
        {
            operation.Parameters.Add(described = new() { Name = parameter.Name, In = parameter.In, Required = parameter.In == ParameterLocation.Path });
        }

        described.Description = parameter.Text;
        if (described.Schema is not OpenApiSchema schema) described.Schema = schema = new() { Type = JsonSchemaType.String };
        if (schema.Type is null) schema.Type = JsonSchemaType.String;
        if (parameter.Words is { } words) schema.Enum = [.. words.Select(word => (JsonNode)JsonValue.Create(word)!)];
        if (parameter.Example is { } example)
            described.Example = schema.Type?.HasFlag(JsonSchemaType.Integer) == true ? JsonNode.Parse(example) : JsonValue.Create(example);
    }

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
