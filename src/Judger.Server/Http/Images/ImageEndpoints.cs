using Judger.Client;
using Judger.Server.Http.Description;
using Judger.Server.Http.Requests;
using Judger.Server.Http.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Judger.Server.Http.Images;

/// <summary>Images, by the SHA-256 of their bytes: put once, asked about by digest. An image is there for those only who have put it.</summary>
internal static class ImageEndpoints
{
    public static void MapImages(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/images").WithMetadata(Access.Ask).WithTags(ApiTags.Images);
        group
            .MapPut("{digest}", PutAsync)
            .Describe("putImage", "Stores an image under the SHA-256 of its bytes.")
            .Reads<byte[]>("image/*")
            .Takes(ApiParameters.Digest)
            .Produces(StatusCodes.Status204NoContent)
            .Fails(ApiErrors.Image, ApiErrors.Body, ApiErrors.Cluster, ApiErrors.Access);
        group
            .MapMethods("{digest}", [HttpMethods.Head], LookAsync)
            .Describe("findImage", "Says whether the caller has put an image, and keeps it for some time.")
            .Takes(ApiParameters.Digest)
            .Produces(StatusCodes.Status204NoContent)
            .Fails(ApiErrors.NoImage, ApiErrors.Cluster, ApiErrors.Access);
    }

    private static async Task<IResult> PutAsync(string digest, HttpRequest request, OwnedImages images, CancellationToken cancellationToken)
    {
        var bytes = await BoundedBody.ReadAsync(request.Body, request.ContentLength, QuestionLimits.MaxImageBytes, TooLarge, cancellationToken);
        if (!ImageDigest.TryParse(digest, out var named) || named != ImageDigest.Of(bytes))
            throw new ImageRejectedException("The digest in the path is not that of the bytes. Give their SHA-256 as 64 hexadecimal digits.");
        await images.PutAsync(Caller.Of(request.HttpContext).Name, bytes, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> LookAsync(string digest, HttpContext context, OwnedImages images, CancellationToken cancellationToken) =>
        ImageDigest.TryParse(digest, out var named) && await images.HasAsync(Caller.Of(context).Name, named, cancellationToken)
            ? TypedResults.NoContent()
            : throw new ImageMissingException($"There is no image {digest}. Put it first.");

    internal static ImageRejectedException TooLarge(long bytes) =>
        new($"The image has {bytes:N0} bytes or more; the limit is {QuestionLimits.MaxImageBytes:N0}. Scale it down.");
}
