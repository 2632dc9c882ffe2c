using System.Reflection;
using System.Text.RegularExpressions;
using Judger.Protocol.Errors;
using Judger.Server.Http.Chat;
using Judger.Server.Http.Questions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Judger.Server.Tests.Http.Description;

/// <summary>The OpenAPI document: that it is valid, and that it has all there is.</summary>
public sealed partial class DocumentTests : IAsyncLifetime
{
    private HttpSilo _silo = null!;
    private ApiDocument _document = null!;

    public async ValueTask InitializeAsync()
    {
        _silo = await HttpSilo.StartAsync();
        _document = await ApiDocument.ReadAsync(_silo);
    }

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public void Another_reader_finds_nothing_wrong_with_it()
    {
        var read = OpenApiDocument.Parse(_document.Text, OpenApiConstants.Json);

        Assert.Empty(read.Diagnostic!.Errors.Select(error => error.Message));
        Assert.Empty(read.Diagnostic.Warnings.Select(warning => warning.Message));
        Assert.Equal(_document.Operations.Count(), read.Document!.Paths.Sum(path => path.Value.Operations!.Count));
    }

    [Fact]
    public void Every_endpoint_is_in_it_and_nothing_else()
    {
        // The page, its files, and the description itself are for people.
        var mapped = _silo.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => (
                Path: Constraint().Replace($"/{endpoint.RoutePattern.RawText!.Trim('/')}", "{$1}"),
                endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods))
            .Where(endpoint => endpoint.HttpMethods is not null && IsApi(endpoint.Path))
            .SelectMany(endpoint => endpoint.HttpMethods!.Select(method => $"{method.ToLowerInvariant()} {endpoint.Path}"));

        Assert.Equal(mapped.Order(StringComparer.Ordinal), _document.Operations.Select(operation => operation.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_operation_has_an_id_of_its_own_a_summary_and_a_tag()
    {
        var operations = _document.Operations.ToList();

        Assert.All(operations, operation => Assert.Matches("^(ask|cancel|check|create|delete|draw|find|follow|get|list|put)[A-Z][A-Za-z]+$", operation.Id));
        Assert.Equal(operations.Count, operations.Select(operation => operation.Id).Distinct().Count());
        Assert.All(operations, operation => Assert.EndsWith(".", operation.Json["summary"]!.GetValue<string>(), StringComparison.Ordinal));
        var tags = _document.Root["tags"]!.AsArray().Select(tag => tag!["name"]!.GetValue<string>()).ToHashSet();
        Assert.All(operations, operation => Assert.Contains(Assert.Single(operation.Json["tags"]!.AsArray())!.GetValue<string>(), tags));
    }

    [Fact]
    public void Every_member_and_every_parameter_is_explained_in_the_words_of_the_API()
    {
        Assert.Empty(_document.Members().Where(member => Texts(member.Schema).All(string.IsNullOrEmpty)).Select(member => member.Place));
        Assert.All(_document.Operations.SelectMany(operation => operation.Parameters), parameter => Assert.NotNull(parameter["description"]));
        Assert.Empty(Foreign().Matches(_document.Text).Select(match => match.Value));
    }

    [Fact]
    public void Ranges_defaults_and_words_are_those_that_readers_hold()
    {
        var chat = _document.Root["components"]!["schemas"]!["ChatCompletionRequest"]!["properties"]!;
        var question = _document.Root["components"]!["schemas"]!["QuestionBody"]!["properties"]!;

        Assert.Equal((0, 2, 0), (Number(chat["temperature"]!["minimum"]), Number(chat["temperature"]!["maximum"]), Number(chat["temperature"]!["default"])));
        Assert.Equal((1, ChatQuestion.MaxChoices, 1), (Number(chat["n"]!["minimum"]), Number(chat["n"]!["maximum"]), Number(chat["n"]!["default"])));
        Assert.Equal((0, 600, 120), (
            Number(question["budget_seconds"]!["exclusiveMinimum"]), Number(question["budget_seconds"]!["maximum"]),
            Number(question["budget_seconds"]!["default"])));
        Assert.Equal(("auto", "when_uncertain"), (question["look"]!["default"]!.GetValue<string>(), question["policy"]!["default"]!.GetValue<string>()));
        Assert.Equal(
            ["always", "never", "when_uncertain"],
            _document.Root["components"]!["schemas"]!["JudgmentPolicy"]!["enum"]!.AsArray().Select(word => word!.GetValue<string>()).Order());
    }

    [Fact]
    public void The_fields_of_a_form_are_those_that_its_reader_takes() => Assert.Equal(
        QuestionForm.Shape.Texts.Keys.Append(QuestionForm.Shape.File).Order(StringComparer.Ordinal),
        _document.Root["components"]!["schemas"]!["QuestionFields"]!["properties"]!.AsObject().Select(field => field.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_code_of_an_error_stands_in_it()
    {
        // Clients throw the first two themselves; the third is not of an operation, so the text about the whole API has it.
        string[] elsewhere = ["unexpected_response", "access_denied", "method_not_allowed"];
        var fields = typeof(ParameterCodes).GetFields(BindingFlags.Public | BindingFlags.Static);
        var parameters = fields.Select(field => (string)field.GetRawConstantValue()!).ToList();

        var documented = _document.Operations
            .SelectMany(operation => operation.Responses.SelectMany(
                response => operation.Codes(int.Parse(response.Key, null)).Select(code => (response.Key, code))))
            .ToHashSet();

        Assert.Empty(ErrorTable.All.Where(kind => !elsewhere.Contains(kind.Code)).Select(kind => ($"{kind.Status}", kind.Code)).Except(documented));
        Assert.Contains("method_not_allowed", _document.Root["info"]!["description"]!.GetValue<string>(), StringComparison.Ordinal);
        var response = _document.Operation("createResponse").Codes(400).ToHashSet();
        Assert.Empty(parameters.Except(response));
        Assert.Equal([ParameterCodes.PreviousNotFound], parameters.Except(_document.Operation("createChatCompletion").Codes(400)));
        Assert.All(documented, error => Assert.True(
            ErrorTable.Find(error.code)?.Status.ToString(System.Globalization.CultureInfo.InvariantCulture) == error.Key
            || parameters.Contains(error.code)
            || error == ("408", ErrorCodes.BadRequest),
            $"{error}"));
    }

    [Fact]
    public void Every_reply_has_an_example_that_fits_its_schema_and_every_error_one_for_each_code()
    {
        foreach (var operation in _document.Operations)
        {
            foreach (var (status, type, content) in operation.Responses.SelectMany(response => (response.Value!["content"]?.AsObject() ?? [])
                .Select(content => (response.Key, content.Key, content.Value!.AsObject()))))
            {
                var examples = content["examples"]?.AsObject().Select(example => example.Value!["value"]!).ToList()
                    ?? (content["example"] is { } only ? [only] : []);
                if (type.StartsWith("image/", StringComparison.Ordinal)) continue;
                Assert.True(examples.Count > 0, $"{operation} {status} {type} has no example");
                if (type is "text/event-stream") continue;
                Assert.All(examples, example => Assert.Null(_document.Problem(content["schema"]!, example.ToJsonString())));
            }
        }
    }

    private static bool IsApi(string path) =>
        path.StartsWith("/v1/", StringComparison.Ordinal) || path.StartsWith("/health", StringComparison.Ordinal) || path == "/version";

    private static int Number(System.Text.Json.Nodes.JsonNode? node) => (int)node!.GetValue<double>();

    private static IEnumerable<string?> Texts(System.Text.Json.Nodes.JsonObject schema) =>
        new[] { schema }.Concat((schema["oneOf"]?.AsArray() ?? []).Select(one => one!.AsObject())).Select(one => one["description"]?.GetValue<string>());

    [GeneratedRegex(@"\{\**(\w+)[^}]*\}")]
    private static partial Regex Constraint();

    // What .NET writes: types, references, and markup.
    [GeneratedRegex(@"\b\w+\? \w+\.\w+|&lt;[^&]*|<see[^>]*|\b[A-Z][a-z]+(?:[A-Z][a-z]+)*\.[A-Z][a-z]\w*|IReadOnly\w+|System\.\w+")]
    private static partial Regex Foreign();
}
