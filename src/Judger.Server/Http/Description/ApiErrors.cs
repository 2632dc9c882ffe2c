using Judger.Protocol.Errors;
using Judger.Server.Http.Chat;

namespace Judger.Server.Http.Description;

/// <summary>The errors of the API, by where they come from. Statuses are those of <see cref="ErrorTable"/>.</summary>
internal static class ApiErrors
{
    /// <summary>Of every endpoint that wants a key.</summary>
    public static IReadOnlyList<ApiError> Access { get; } =
    [
        Of(ErrorCodes.InvalidApiKey, "The API key is missing or not known. Send it as \"Authorization: Bearer KEY\"."),
        Of(ErrorCodes.MissingScope, "This API key does not have the scope Ask. Ask the operator for one that has it."),
        Of(ErrorCodes.ForeignPage, "The request comes from a page of https://example.org, which may not use this server."),
        Of(ErrorCodes.TooManyRequests, "This API key has 1024 requests in flight, which is the limit. Wait for one of them to end."),
        Of(ErrorCodes.InternalError, "The server has a defect. Its log has the details."),
    ];

    /// <summary>Of every endpoint that reads or writes what the cluster keeps.</summary>
    public static IReadOnlyList<ApiError> Cluster { get; } =
    [
        Of<StorageUnavailableException>("The storage cannot be reached. Ask again later."),
        Of<ClusterUnavailableException>("The cluster does not answer. Ask again later."),
    ];

    /// <summary>Of reading a body.</summary>
    public static IReadOnlyList<ApiError> Body { get; } =
    [
        Of(ErrorCodes.BadRequest, "The body is not valid JSON (line 1, byte 2)."),
        new(408, ErrorCodes.BadRequest, "Reading the request body timed out due to data arriving too slowly."),
        Of(ErrorCodes.BodyTooLarge, "The body has 70,000,000 bytes or more, which is too large."),
        Of<MemoryExhaustedException>("The server has no memory for the body now. Send it again later."),
    ];

    /// <summary>Of work that takes memory.</summary>
    public static IReadOnlyList<ApiError> Busy { get; } = [Of<MemoryExhaustedException>("The server has no memory for that now. Ask again later.")];

    /// <summary>Of a body that is text.</summary>
    public static IReadOnlyList<ApiError> MediaType { get; } = [Of(ErrorCodes.UnsupportedMediaType, "Send application/json.")];

    /// <summary>Of an image.</summary>
    public static IReadOnlyList<ApiError> Image { get; } =
        [Of<ImageRejectedException>("The image is not a PNG, JPEG or WebP file. Convert it.")];

    /// <summary>Of an image that nobody has put.</summary>
    public static IReadOnlyList<ApiError> NoImage { get; } = [Of<ImageMissingException>("There is no image 0000. Put it first.")];

    /// <summary>Of asking a question.</summary>
    public static IReadOnlyList<ApiError> Question { get; } =
    [
        Of<QuestionRejectedException>("question is missing. Ask something."),
        Of<ModelNotFoundException>("The model \"another\" is not served. The cluster serves: judger-tiny.", "model"),
        Of<QuestionConflictException>("There is a question first-question with other content. Give another id."),
        .. Outcome,
        Of<OverloadedException>("All slots are busy. Ask again in 1 s."),
        Of<SlotUnavailableException>("The slot that had the question is gone. Ask again."),
        .. Cluster,
    ];

    /// <summary>Of an answer that is being streamed.</summary>
    public static IReadOnlyList<ApiError> Streamed { get; } =
        [Of<AnswerChangedException>("The answer was begun again after a failure, and is another one. Ask for it whole.")];

    /// <summary>Of a question that ended without an answer.</summary>
    public static IReadOnlyList<ApiError> Outcome =>
    [
        Of<BudgetEndedException>("The time budget ended before there was an answer. Give the question more time."),
        Of<QuestionCancelledException>("The question was cancelled. Ask it under another id."),
        Of<StageFailedException>("The stage baseline failed 3 times. Ask again."),
    ];

    /// <summary>Of a question or a response that is named.</summary>
    public static IReadOnlyList<ApiError> Unknown { get; } = [Of(ErrorCodes.NotFound, "There is no question another.")];

    /// <summary>Of a path that leads nowhere.</summary>
    public static IReadOnlyList<ApiError> Nothing { get; } = [Of(ErrorCodes.NotFound, "There is nothing at /v1/scenes/x.")];

    /// <summary>Of a query or a header.</summary>
    public static IReadOnlyList<ApiError> BadQuery { get; } =
        [Of(ErrorCodes.BadRequest, "index is \"7\". Give the index of one of the question's images (1), counted from 0.")];

    /// <summary>Of a query or a header of a stream.</summary>
    public static IReadOnlyList<ApiError> BadStream { get; } = [Of<QuestionRejectedException>("Last-Event-ID is \"x\". Give the number of the last event.")];

    /// <summary>Of a picture of the region, before there is one.</summary>
    public static IReadOnlyList<ApiError> NotLocated { get; } = [Of(ErrorCodes.NotLocatedYet, "The stage locate is not finished. Ask again when it is.")];

    /// <summary>Of a model that is named.</summary>
    public static IReadOnlyList<ApiError> Model { get; } =
        [Of<ModelNotFoundException>("The model \"another\" is not served. The cluster serves: judger-tiny.", "model")];

    /// <summary>Of the parameters of OpenAI's APIs.</summary>
    public static IReadOnlyList<ApiError> Parameters { get; } =
    [
        new(400, ParameterCodes.InvalidValue, "temperature must be between 0 and 2.", "temperature"),
        new(400, ParameterCodes.InvalidType, "n must be a whole number.", "n"),
        new(400, ParameterCodes.InvalidJson, "The body is not valid JSON (line 1, byte 2).", "body"),
        new(400, ParameterCodes.MissingRequired, "model is missing. GET /v1/models lists the models.", "model"),
        new(400, ParameterCodes.Unknown, "Unknown parameter: temprature.", "temprature"),
        new(400, ParameterCodes.Unsupported, "tools is not supported. Leave it out or send [].", "tools"),
        new(400, ParameterCodes.UnsupportedValue, "messages[0].role is \"tool\". Tools are not supported: leave their messages out.", "messages[0].role"),
    ];

    /// <summary>Of a stream that is wanted where there is none.</summary>
    public static IReadOnlyList<ApiError> NoStream { get; } =
    [
        new(
            400, ParameterCodes.UnsupportedValue, "stream is not supported here. Ask for a stream when the response is created.", "stream"),
    ];

    /// <summary>Of the response that a request goes on from.</summary>
    public static IReadOnlyList<ApiError> Previous { get; } =
    [
        new(
            400, ParameterCodes.PreviousNotFound, "previous_response_id names resp_x, and there is no such response.", "previous_response_id"),
    ];

    private static ApiError Of(string code, string example) => new(ErrorTable.StatusOf(code), code, example);

    private static ApiError Of<T>(string example, string? parameter = null)
        where T : JudgerException => new(ErrorTable.StatusOf(ErrorTable.CodeOf<T>()), ErrorTable.CodeOf<T>(), example, parameter);
}
