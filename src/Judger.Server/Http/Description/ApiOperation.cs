using Judger.Server.Http.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace Judger.Server.Http.Description;

/// <summary>
/// What the description says of an endpoint, beside its summary and its replies: metadata that <see cref="OperationTransformer"/> reads. The examples of an
/// operation are files with its id as the name; see <see cref="ApiExamples"/>.
/// </summary>
internal sealed record ApiOperation
{
    /// <summary>
    /// The first of the statuses that only carry types into the description, because the generator makes schemas of replies alone. None of them stays there.
    /// </summary>
    private const int FirstCarrier = 280;

    /// <summary>Its stable id: a verb and what it is about, in camelCase.</summary>
    public required string Id { get; init; }

    /// <summary>More about it, in Markdown; null for nothing.</summary>
    public string? Text { get; init; }

    /// <summary>The bodies that it reads.</summary>
    public IReadOnlyList<ApiBody> Bodies { get; init; } = [];

    /// <summary>The events that it streams.</summary>
    public IReadOnlyList<ApiEvent> Events { get; init; } = [];

    /// <summary>Its parameters, those that are headers included.</summary>
    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>The errors that it answers with.</summary>
    public IReadOnlyList<ApiError> Errors { get; init; } = [];

    /// <summary>A status that carries nothing yet.</summary>
    public int NextCarrier => FirstCarrier + Bodies.Count + Events.Count;
}

/// <summary>A body that an endpoint reads.</summary>
/// <param name="Carrier">The status that carries its schema.</param>
/// <param name="ContentType">The media type.</param>
internal sealed record ApiBody(int Carrier, string ContentType);

/// <summary>An event that an endpoint streams.</summary>
/// <param name="Carrier">The status that carries the schema of its data.</param>
/// <param name="Name">Its name; null for none.</param>
/// <param name="Meaning">What it says, as the end of a sentence.</param>
internal sealed record ApiEvent(int Carrier, string? Name, string Meaning);

/// <summary>A parameter of an endpoint.</summary>
/// <param name="Name">Its name.</param>
/// <param name="In">Where it stands.</param>
/// <param name="Text">What it is.</param>
/// <param name="Example">A value that works; null for none.</param>
/// <param name="Words">The values that it may have; null where they are not a few.</param>
internal sealed record ApiParameter(string Name, ParameterLocation In, string Text, string? Example = null, IReadOnlyList<string>? Words = null);

/// <summary>Says of endpoints what the description has.</summary>
internal static class ApiOperationExtensions
{
    /// <summary>Names an endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="id">Its stable id: a verb and what it is about, in camelCase.</param>
    /// <param name="summary">What it does, in a sentence.</param>
    /// <param name="text">More about it, in Markdown.</param>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string id, string summary, string? text = null) => endpoint
        .WithName(id)
        .WithSummary(summary)
        .WithMetadata(new ApiOperation { Id = id, Text = text });

    /// <summary>Says what body it reads. The media type is not checked by that.</summary>
    public static RouteHandlerBuilder Reads<T>(this RouteHandlerBuilder endpoint, string contentType = "application/json") => Extend(
        endpoint, (operation, metadata) => operation with { Bodies = [.. operation.Bodies, new(Carry<T>(operation, metadata), contentType)] });

    /// <summary>Says what event it streams.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="name">The event's name; null for events without one.</param>
    /// <param name="meaning">What it says, as the end of a sentence.</param>
    public static RouteHandlerBuilder Streams<T>(this RouteHandlerBuilder endpoint, string? name, string meaning) => Extend(
        endpoint, (operation, metadata) => operation with { Events = [.. operation.Events, new(Carry<T>(operation, metadata), name, meaning)] });

    /// <summary>Says what parameters it has.</summary>
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder endpoint, params ApiParameter[] parameters) =>
        Extend(endpoint, (operation, _) => operation with { Parameters = [.. operation.Parameters, .. parameters] });

    /// <summary>Says what errors it answers with, in the shape of its API.</summary>
    public static RouteHandlerBuilder Fails(this RouteHandlerBuilder endpoint, params IReadOnlyList<ApiError>[] errors) =>
        Extend(endpoint, (operation, metadata) => Add(operation, metadata, errors));

    private static ApiOperation Add(ApiOperation operation, IList<object> metadata, IReadOnlyList<ApiError>[] errors)
    {
        var shape = metadata.OfType<IErrorShape>().LastOrDefault() ?? ProblemShape.Instance;
        var known = operation.Errors.Select(error => error.Status).ToHashSet();
        var all = operation.Errors.Concat(errors.SelectMany(group => group)).DistinctBy(error => (error.Status, error.Code)).ToList();
        foreach (var status in all.Select(error => error.Status).Distinct().Where(known.Add).Order())
            metadata.Add(new ProducesResponseTypeMetadata(status, shape.Schema, [shape.ContentType.Split(';')[0]]));
        return operation with { Errors = all };
    }

    private static int Carry<T>(ApiOperation operation, IList<object> metadata)
    {
        metadata.Add(new ProducesResponseTypeMetadata(operation.NextCarrier, typeof(T), ["application/json"]));
        return operation.NextCarrier;
    }

    // Endpoints may be built several times, so what is said before stays as it is.
    private static RouteHandlerBuilder Extend(RouteHandlerBuilder endpoint, Func<ApiOperation, IList<object>, ApiOperation> extend)
    {
        endpoint.Finally(built => built.Metadata.Add(extend(built.Metadata.OfType<ApiOperation>().Last(), built.Metadata)));
        return endpoint;
    }
}
