using Judger.Imaging.Encoders;
using Judger.Server.Http.Security;
using Judger.Server.Records;
using Judger.TinyModel.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Judger.Server.Http.Scenes;

/// <summary>Scenes of the synthetic world that the embedded model knows, for trying questions.</summary>
internal static class SceneEndpoints
{
    public static void MapScenes(this IEndpointRouteBuilder routes) => routes.MapGet("/v1/scenes/{seed:int:min(0)}", DrawAsync)
        .WithMetadata(Access.Ask).WithTags("Scenes").WithSummary("Draws a scene as PNG, with questions about it and their true answers.");

    // Painting takes some 20 ms of a core.
    private static Task<JsonHttpResult<object>> DrawAsync(int seed, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var (scene, questions) = DemoScene.Draw(seed);
            return TypedResults.Json<object>(
                new
                {
                    seed,
                    image = new
                    {
                        media_type = "image/png",
                        width = scene.Image.Width,
                        height = scene.Image.Height,
                        data = ImageEncoder.EncodePng(scene.Image),
                    },
                    questions = questions.Select(question => new { text = question.Text, answer = question.Answer }),
                },
                RecordJson.Options);
        },
        cancellationToken);
}
