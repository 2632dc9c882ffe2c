
namespace Judger.Training.Data.Llava;

/// <summary>One question of a LLaVA-format file. A row of several turns is as many questions about its image.</summary>
/// <param name="Place">Where the row stands.</param>
/// <param name="Turn">Which of its turns this is, from 1.</param>
/// <param name="Image">The image's path within the image folder.</param>
/// <param name="Question">The question alone, without image place and answer format: those are the prompt profile's.</param>
/// <param name="Answer">The right answer.</param>
/// <param name="Feedback">What a judgment says of a wrong answer, as a correction's prompt takes it; null where nothing was found wrong.</param>
/// <param name="Response">The wrong answer that was judged, where it is known.</param>
/// <param name="Box">The crop, where the row gives it.</param>
internal sealed record LlavaRow(
    RowPlace Place,
    int Turn,
    string Image,
    string Question,
    string Answer,
    string? Feedback = null,
    string? Response = null,
    PixelBox? Box = null)
{
    public bool IsJudged => Feedback is not null;
}
