using System.Globalization;
using System.Text;
using System.Text.Json;
using Judger.Server.Http.Images;
using Judger.Server.Http.Requests;
using Microsoft.AspNetCore.Http;

namespace Judger.Server.Http.Questions;

/// <summary>Reads a question from a form: its text, its image as a file, and the rest as JSON in <c>options</c>.</summary>
internal static class QuestionForm
{
    private const string Options = "options";

    private static readonly long TextBytes = JsonLimits.Requests.TextBytes;

    // A data URL is a whole image in base64. The options may hold images, too, so that only the whole body bounds them.
    internal static readonly FormShape Shape = new(
        "image",
        QuestionLimits.MaxImageBytes,
        ImageEndpoints.TooLarge,
        new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["question"] = TextBytes,
            [Options] = Array.MaxLength,
            ["id"] = TextBytes,
            ["mode"] = TextBytes,
            ["attended"] = TextBytes,
            ["digest"] = TextBytes,
            ["url"] = TextBytes + (2L * QuestionLimits.MaxImageBytes),
        });

    /// <exception cref="QuestionRejectedException">A field is unknown, or is given more than once, or has a value that it must not have.</exception>
    /// <exception cref="BadHttpRequestException">The form is damaged, or a field is not valid text.</exception>
    /// <exception cref="ImageRejectedException">The image is too large.</exception>
    public static async Task<QuestionBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var form = await RequestForm.ReadAsync(request, Shape, cancellationToken);
        var body = form[Options] is { } options ? Parse(options) : new();
        var image = form.File is null && form["digest"] is null && form["url"] is null
            ? null
            : new QuestionImage { Data = form.File, Digest = form["digest"], Url = form["url"] };
        return body with
        {
            Question = Once("question", form["question"], body.Question),
            Id = Once("id", form["id"], body.Id),
            Mode = form["mode"] is { } mode ? Once<AskMode?>("mode", Mode(mode), body.Mode) : body.Mode,
            Attended = form["attended"] is { } attended ? Once<int?>("attended", Index(attended), body.Attended) : body.Attended,
            Image = Once("image", image, body.Image),
        };
    }

    private static T? Once<T>(string name, T? field, T? option) => field is null || option is null
        ? field ?? option
        : throw new QuestionRejectedException($"{name} is given more than once: as a field of the form and in {Options}. Give it once.");

    private static int Index(string attended) => int.TryParse(attended, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)
        ? index
        : throw new QuestionRejectedException($"attended is \"{attended}\". Give the index of an image, counted from 0.");

    private static AskMode Mode(string mode) => EnumWords.TryParse<AskMode>(mode, out var parsed)
        ? parsed.Value
        : throw new QuestionRejectedException($"mode is \"{mode}\". It must be one of: {string.Join(", ", EnumWords.Of(typeof(AskMode)))}.");

    private static QuestionBody Parse(string options)
    {
        try
        {
            var json = Encoding.UTF8.GetBytes(options);
            if (JsonTextCheck.FindOrRepeated(json, Options, StringComparer.OrdinalIgnoreCase, JsonLimits.Requests) is { } problem)
                throw new QuestionRejectedException(problem.Message);
            return JsonSerializer.Deserialize<QuestionBody>(json, JsonFormat.Questions) ?? new();
        }
        catch (JsonException exception)
        {
            throw new QuestionRejectedException(JsonMismatch.Describe(exception, typeof(QuestionBody), JsonFormat.Questions, Options));
        }
    }
}
