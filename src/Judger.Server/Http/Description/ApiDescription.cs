using System.Text.Json;
using System.Text.Json.Serialization;
using Judger.Server.Http.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Judger.Server.Http.Description;

/// <summary>
/// The API as an OpenAPI document at <c>/openapi/v1.json</c>, and a page about it at <c>/docs</c>. Neither says anything about the cluster, so neither needs a
/// key.
/// </summary>
internal static class ApiDescription
{
    private const string Document = "v1";
    private const string KeyScheme = "ApiKey";

    private const string Text =
        """
        Questions about images: answers, where the model looked, judgments and corrections.

        The examples are about one small picture and work as they are with the embedded model, where no key is needed. Send *Ask a question* first: what reads
        questions reads that one.

        Errors have a stable `code`. Where the API has nothing at a path it answers 404 `not_found`, and 405 `method_not_allowed` where it has another method
        there. Errors with a `Retry-After` header may be sent again after that many seconds.
        """;

    private static readonly (string Name, string Text)[] Tags =
    [
        (ApiTags.Questions, "Ask, read, follow and cancel questions."),
        (ApiTags.Images, "Images by the SHA-256 of their bytes: put once, asked about by digest."),
        (ApiTags.OpenAI, "The parts of OpenAI's API that questions about images need, for applications that have a client for it."),
        (ApiTags.Scenes, "Pictures to try questions on."),
        (ApiTags.Server, "Whether the server can answer, and which version it is."),
    ];

    public static void AddApiDescription(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ProtocolJson.Default);
            json.SerializerOptions.PropertyNamingPolicy = JsonFormat.Questions.PropertyNamingPolicy;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            foreach (var converter in JsonFormat.Questions.Converters) json.SerializerOptions.Converters.Add(converter);
        });
        services.AddOpenApi(Document, options =>
        {
            options.CreateSchemaReferenceId = type => (Nullable.GetUnderlyingType(type.Type) ?? type.Type) == typeof(JsonElement)
                ? null
                : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
            options
                .AddSchemaTransformer<SchemaTransformer>()
                .AddOperationTransformer<OperationTransformer>()
                .AddDocumentTransformer((document, _, _) => DescribeAsync(document));
        });
    }

    private static Task DescribeAsync(OpenApiDocument document)
    {
        document.Info = new()
        {
            Title = "Judger",
            Version = BuildVersion.Text,
            Description = Text,
            License = new() { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        document.Servers = [new() { Url = "/", Description = "This server." }];
        document.Tags = new HashSet<OpenApiTag>(Tags.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Text }));
        document.Components ??= new();
        var key = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key, where the server needs one." };
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme> { [KeyScheme] = key };
        document.Security = [new() { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] }];
        return Task.CompletedTask;
    }

    public static void MapApiDescription(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi().WithMetadata(Access.Anybody);
        routes.MapApiPage();
    }
}
