using System.Globalization;
using Judger.Client;
using Judger.Imaging.Encoders;
using Judger.Imaging.Errors;
using Judger.Imaging.Pixels;
using Judger.Protocol.Errors;
using Judger.Server.Http.Description;
using Judger.Server.Http.Errors;
using Judger.Server.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Judger.Server.Http.Questions;

/// <summary>
/// A question's pictures: the image, the image with attention and box, and the crop. They are PNG unless the Accept header prefers another format.
/// </summary>
internal static class PictureEndpoints
{
    public static void MapPictures(this IEndpointRouteBuilder questions)
    {
        Map("{id}/image.png", ImageAsync, "getQuestionImage", "Returns the image that was looked at, or the one of the query's index.")
            .Takes(new ApiParameter("index", ParameterLocation.Query, "Which of the question's images, counted from 0.", "0"))
            .Fails(ApiErrors.BadQuery);
        Map("{id}/overlay.png", OverlayAsync, "getQuestionOverlay", "Returns the image with attention and box.").Fails(ApiErrors.NotLocated);
        Map("{id}/crop.png", CropAsync, "getQuestionCrop", "Returns the region that was cropped.").Fails(ApiErrors.NotLocated);

        RouteHandlerBuilder Map(string path, Delegate handler, string id, string summary) => questions
            .MapGet(path, handler)
            .Describe(id, summary, "PNG, or WebP or JPEG by the `Accept` header.")
            .Takes(ApiParameters.Question, ApiParameters.Accept)
            .Fails(ApiErrors.Unknown, ApiErrors.NoImage, ApiErrors.Image, ApiErrors.Busy, ApiErrors.Cluster, ApiErrors.Access)
            .Produces<byte[]>(StatusCodes.Status200OK, PictureFormat.Png.MediaType(), PictureFormat.WebP.MediaType(), PictureFormat.Jpeg.MediaType());
    }

    // As the model sees it: turned upright, so that boxes fit, and only its pixels, without the metadata of the file that was sent.
    private static async Task<IResult> ImageAsync(
        string id, string? index, HttpContext context, IJudgerClient client, IGrainFactory grains, DrawnPictures pictures, CancellationToken cancellationToken)
    {
        var record = await QuestionEndpoints.FindAsync(id, context, client, cancellationToken);
        if (record.Request.Images.Count == 0) throw new ImageMissingException("The question has no image.");
        var image = index is null ? record.Request.AttendedImage : Named(record.Request.Images, index);
        return await PictureAsync(context, image, grains, pictures, "image", pixels => pixels, cancellationToken);
    }

    private static ImageDigest Named(IReadOnlyList<ImageDigest> images, string index) =>
        int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < images.Count
            ? images[place]
            : throw new BadHttpRequestException(
                $"index is \"{index}\". Give the index of one of the question's images ({images.Count}), counted from 0.");

    private static async Task<IResult> OverlayAsync(
        string id, HttpContext context, IJudgerClient client, IGrainFactory grains, DrawnPictures pictures, CancellationToken cancellationToken) =>
        await DrawAsync(id, context, client, grains, pictures, "overlay", RecordPictures.Overlay, cancellationToken);

    private static async Task<IResult> CropAsync(
        string id, HttpContext context, IJudgerClient client, IGrainFactory grains, DrawnPictures pictures, CancellationToken cancellationToken) =>
        await DrawAsync(id, context, client, grains, pictures, "crop", RecordPictures.Crop, cancellationToken);

    private static async Task<IResult> DrawAsync(
        string id,
        HttpContext context,
        IJudgerClient client,
        IGrainFactory grains,
        DrawnPictures pictures,
        string kind,
        Func<RgbImage, LocatedRegion, RgbImage> draw,
        CancellationToken cancellationToken)
    {
        var record = await QuestionEndpoints.FindAsync(id, context, client, cancellationToken);
        if (record.Region is not { } region)
        {
            var problem = WithoutRegion(record, context.Response.Headers);
            return TypedResults.Json(problem, ApiFormat.Bodies, ProblemShape.MediaType, problem.Status);
        }

        return await PictureAsync(
            context, record.Request.AttendedImage, grains, pictures, $"{kind} {record.Id} {region.Box}", image => draw(image, region), cancellationToken);
    }

    private static ProblemJson WithoutRegion(QuestionRecord record, IHeaderDictionary headers)
    {
        if (record.EntryOf(QuestionStage.Locate)?.Outcome is StageSkipped skipped)
            return Describe(ErrorCodes.NotFound, $"The model did not look again ({skipped.Reason.TrimEnd('.')}), so there is no region to draw.");
        if (record.IsFinished || record.IsCancelled)
            return Describe(ErrorCodes.NotFound, "The question ended before a region was located, so there is none to draw.");
        headers.RetryAfter = "1";
        return Describe(ErrorCodes.NotLocatedYet, "The stage locate is not finished. Ask again when it is.");

        static ProblemJson Describe(string code, string detail) => ProblemShape.Describe(ErrorTable.StatusOf(code), code, detail);
    }

    private static async Task<IResult> PictureAsync(
        HttpContext context,
        ImageDigest image,
        IGrainFactory grains,
        DrawnPictures pictures,
        string what,
        Func<RgbImage, RgbImage> draw,
        CancellationToken cancellationToken)
    {
        var accepted = AcceptedPictures.InOrder(context.Request.GetTypedHeaders().Accept);
        try
        {
            var drawn = await pictures.GetAsync(image, StoredAsync, what, draw, accepted, cancellationToken);
            context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
            return TypedResults.Bytes(drawn.Bytes, drawn.Format.MediaType());
        }
        catch (ImageException exception)
        {
            throw new ImageRejectedException(exception.Message);
        }

        async Task<byte[]> StoredAsync(CancellationToken token) => await grains.GetGrain<IImageGrain>(image.ToString()).GetAsync(token) is { } stored
            ? stored.Bytes
            : throw new ImageMissingException("The question's image is no longer stored. Put the image and ask again.");
    }
}
