using System.Globalization;
using Judger.Client;
using Judger.Imaging.Decoders;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;
using Judger.Protocol.Errors;
using Judger.Server.Http.Description;
using Judger.Server.Http.Errors;
using Judger.Server.Http.Security;
using Judger.Server.Http.Streams;
using Judger.Server.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Judger.Server.Http.Questions;

/// <summary>The product's own API: questions, their events and pictures.</summary>
internal static class QuestionEndpoints
{
    private const string Base = "/v1/questions";

    public static void MapQuestions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Base).WithMetadata(Access.Ask).WithTags("Questions");
        group
            .MapPost("", AskAsync)
            .DisableAntiforgery()
            .WithSummary("Asks a question about an image, and waits, streams, or answers in the background.")
            .Accepts<QuestionBody>("application/json", "multipart/form-data")
            .Produces<QuestionJson>()
            .Produces<QuestionJson>(StatusCodes.Status202Accepted)
            .Problems(400, 409, 413, 429, 503);
        group.MapGet("{id}", GetAsync).WithSummary("A question as it stands.").Produces<QuestionJson>().Problems(404);
        group.MapDelete("{id}", CancelAsync).WithSummary("Stops a question that is not finished.").Produces(StatusCodes.Status204NoContent).Problems(404);
        group
            .MapGet("{id}/events", StreamAsync)
            .WithSummary("A question's events, from Last-Event-ID on.")
            .Produces<EventJson>(StatusCodes.Status200OK, EventStream.ContentType)
            .Problems(404);
        group.MapGet("{id}/image.png", ImageAsync).WithSummary("The image itself.");
        group
            .MapGet("{id}/overlay.png", OverlayAsync)
            .WithSummary("The image with attention and box.")
            .Produces<byte[]>(StatusCodes.Status200OK, "image/png")
            .Problems(404, 409);
        group
            .MapGet("{id}/crop.png", CropAsync)
            .WithSummary("The region that was cropped.")
            .Produces<byte[]>(StatusCodes.Status200OK, "image/png")
            .Problems(404, 409);
    }

    private static async Task<IResult> AskAsync(
        HttpContext context, QuestionReader reader, QuestionStream stream, IJudgerClient client, CancellationToken cancellationToken)
    {
        var posted = await reader.ReadAsync(context.Request, cancellationToken);
        var id = Caller(context).Scoped(posted.Id);
        switch (posted.Mode)
        {
            case AskMode.Stream:
                return new EventStream(stream.ReadAsync(posted.Request, id, From(context.Request), cancellationToken));
            case AskMode.Background:
                var accepted = await client.AskInBackgroundAsync(posted.Request, id, cancellationToken);
                context.Response.Headers.Location = $"{Base}/{posted.Id}";
                return Json(context, accepted, accepted.IsFinished ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
            default:
                return Json(context, await client.AskAsync(posted.Request, id, cancellationToken));
        }
    }

    private static async Task<IResult> GetAsync(string id, HttpContext context, IJudgerClient client, CancellationToken cancellationToken) =>
        Json(context, await FindAsync(id, context, client, cancellationToken));

    private static async Task<IResult> CancelAsync(string id, HttpContext context, IJudgerClient client, CancellationToken cancellationToken)
    {
        var record = await FindAsync(id, context, client, cancellationToken);
        await client.CancelAsync(record.Id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> StreamAsync(
        string id, HttpContext context, IJudgerClient client, QuestionStream stream, CancellationToken cancellationToken)
    {
        var record = await FindAsync(id, context, client, cancellationToken);
        if (QuestionStream.OfEnded(record) is { } ended) return new EventStream(ended);
        return new EventStream(stream.ReadAsync(record.Request, record.Id, From(context.Request), cancellationToken));
    }

    // As the model sees it: turned upright, so that boxes fit, and only its pixels, without the metadata of the file that was sent.
    private static async Task<IResult> ImageAsync(
        string id, HttpContext context, IJudgerClient client, IGrainFactory grains, CancellationToken cancellationToken) =>
        await PngAsync(await FindAsync(id, context, client, cancellationToken), grains, image => image, cancellationToken);

    private static async Task<IResult> OverlayAsync(
        string id, HttpContext context, IJudgerClient client, IGrainFactory grains, CancellationToken cancellationToken) =>
        await DrawAsync(id, context, client, grains, RecordPictures.Overlay, cancellationToken);

    private static async Task<IResult> CropAsync(
        string id, HttpContext context, IJudgerClient client, IGrainFactory grains, CancellationToken cancellationToken) =>
        await DrawAsync(id, context, client, grains, RecordPictures.Crop, cancellationToken);

    private static async Task<IResult> DrawAsync(
        string id,
        HttpContext context,
        IJudgerClient client,
        IGrainFactory grains,
        Func<RgbImage, LocatedRegion, RgbImage> draw,
        CancellationToken cancellationToken)
    {
        var record = await FindAsync(id, context, client, cancellationToken);
        if (record.Region is not { } region)
        {
            context.Response.Headers.RetryAfter = "1";
            const string Code = ErrorCodes.NotLocatedYet;
            var problem = ProblemShape.Describe(ErrorTable.StatusOf(Code), Code, "The stage locate is not finished. Ask again when it is.");
            return TypedResults.Json(problem, RecordJson.Options, ProblemShape.MediaType, problem.Status);
        }

        return await PngAsync(record, grains, image => draw(image, region), cancellationToken);
    }

    private static async Task<IResult> PngAsync(QuestionRecord record, IGrainFactory grains, Func<RgbImage, RgbImage> draw, CancellationToken cancellationToken)
    {
        var stored = await grains.GetGrain<IImageGrain>(record.Request.AttendedImage.ToString()).GetAsync(cancellationToken)
            ?? throw new ImageMissingException("The question's image is no longer stored. Put the image and ask again.");
        return TypedResults.Bytes(await Task.Run(() => ImageEncoder.EncodePng(draw(ImageDecoder.Decode(stored.Bytes))), cancellationToken), "image/png");
    }

    // A question that is posted again has it too: if its first stage is not finished, nothing of it was saved.
    private static int From(HttpRequest request)
    {
        var last = request.Headers["Last-Event-ID"].ToString();
        return int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen + 1
            : last.Length == 0 ? 0
            : throw new QuestionRejectedException($"Last-Event-ID is \"{last}\". Give the number of the last event.");
    }

    private static async Task<QuestionRecord> FindAsync(string id, HttpContext context, IJudgerClient client, CancellationToken cancellationToken) =>
        (QuestionId.TryParseName(id, out var name) ? await client.GetAsync(Caller(context).Scoped(name), cancellationToken) : null)
        ?? throw new BadHttpRequestException($"There is no question {id}.", StatusCodes.Status404NotFound);

    private static JsonHttpResult<QuestionJson> Json(HttpContext context, QuestionRecord record, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(context.RequestServices.GetRequiredService<RecordView>().Of(record), RecordJson.Options, statusCode: status);

    private static Caller Caller(HttpContext context) => context.Features.Get<Caller>()!;
}
