using Judger.Imaging.Encoders;
using Judger.Server.Http.Description;
using Judger.Server.Http.Security;
using Judger.TinyModel.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Judger.Server.Http.Scenes;

/// <summary>Scenes of the synthetic world that the embedded model knows, for trying questions.</summary>
internal static class SceneEndpoints
{
    public static void MapScenes(this IEndpointRouteBuilder routes) => routes.MapGet("/v1/scenes/{seed:int:min(0)}", DrawAsync)
        .WithMetadata(Access.Ask)
        .WithTags(ApiTags.Scenes)
        .Describe("drawScene", "Draws a scene as PNG, with questions about it and their true answers.", "The same seed draws the same scene.")
        .Takes(new ApiParameter("seed", ParameterLocation.Path, "A number from 0 to 2147483647.", "7"))
        .Produces<SceneReply>()
        .Fails(ApiErrors.Nothing, ApiErrors.Access);

    // Painting takes some 20 ms of a core.
    private static Task<JsonHttpResult<SceneReply>> DrawAsync(int seed, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var (scene, questions) = DemoScene.Draw(seed);
            return TypedResults.Json(
                new SceneReply
                {
                    Seed = seed,
                    Image = new() { Width = scene.Image.Width, Height = scene.Image.Height, Data = ImageEncoder.EncodePng(scene.Image) },
                    Questions = [.. questions.Select(question => new SceneQuestion { Text = question.Text, Answer = question.Answer })],
                },
                ApiFormat.Bodies);
        },
        cancellationToken);
}
