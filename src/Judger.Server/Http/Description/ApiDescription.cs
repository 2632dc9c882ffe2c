using Judger.Server.Http.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Judger.Server.Http.Description;

/// <summary>
/// The API as an OpenAPI document at <c>/openapi/v1.json</c>, and a page about it at <c>/docs</c>. Neither says anything about the cluster, so neither needs a
/// key.
/// </summary>
internal static class ApiDescription
{
    private const string Document = "v1";
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "frame-ancestors 'none'; base-uri 'self'";

    private const string KeyScheme = "ApiKey";

    public static void AddApiDescription(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonFormat.Questions.PropertyNamingPolicy;
            foreach (var converter in JsonFormat.Questions.Converters) json.SerializerOptions.Converters.Add(converter);
        });
        services.AddOpenApi(Document, options => options.AddSchemaTransformer(DescribeAsync).AddDocumentTransformer((document, context, cancellationToken) =>
        {
            document.Info = new()
            {
                Title = "Judger",
                Version = BuildVersion.Text,
                Description = "Questions about images: answers, where the model looked, judgments and corrections.",
            };
            document.Components ??= new();
            var key = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key, where the server needs one." };
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme> { [KeyScheme] = key };
            document.Security = [new() { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] }];
            return Task.CompletedTask;
        }));
    }

    // What is read by code of our own has no form that .NET could tell.
    private static Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonPropertyInfo?.CustomConverter is LogitBiasConverter)
        {
            schema.Type = JsonSchemaType.Object;
            schema.AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Number, Minimum = "-100", Maximum = "100" };
            schema.MaxProperties = QuestionLimits.MaxLogitBias;
        }

        return Task.CompletedTask;
    }

    public static void MapApiDescription(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi().WithMetadata(Access.Anybody);
        routes.MapScalarApiReference("/docs", page =>
        {
            page.Title = "Judger";

            // The page loads nothing from other hosts and sends nothing to them.
            (page.DefaultFonts, page.Telemetry) = (false, false);
        }).WithMetadata(Access.Anybody).Finally(endpoint =>
        {
            var show = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context =>
            {
                context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
                return show(context);
            };
        });
    }
}
