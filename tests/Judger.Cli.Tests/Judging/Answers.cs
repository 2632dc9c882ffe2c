using System.Text.Json;
using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests.Judging;

/// <summary>Answers to be judged, and the words of the experts in these tests.</summary>
internal static class Answers
{
    /// <summary>Writes an input of so many lines, of which each third is right, and the image that all of them are about.</summary>
    public static string Write(TempFolder folder, int count)
    {
        folder.Write("scene.png", TestPng.Scene());
        return folder.Write("answers.jsonl", string.Concat(Enumerable.Range(0, count).Select(index => Line(index) + "\n")));
    }

    public static string Line(int index, string image = "scene.png") => JsonSerializer.Serialize(new
    {
        question_id = index,
        prompt = $"<image>\nWhat is on picture {index}?",
        text = index % 3 == 0 ? "Café" : $"thing {index}",
        answer = "café",
        image,
        more = new { nested = new[] { 1.50, 2 } },
    });

    /// <summary>What an expert says of a line's answer: the same each time.</summary>
    public static string JudgmentOf(string text)
    {
        var index = Number(text);
        return index % 5 == 0 ? "### The response is correct. ###" : $"The response is incorrect.\n\nPicture {index} shows a \"café\" – not that.";
    }

    /// <summary>The number of the line that an expert is asked about.</summary>
    public static int Number(string text) => int.Parse(text.Split("What is on picture ")[1].Split('?')[0], null);

    public static JsonElement[] Read(string path) => [.. File.ReadLines(path).Select(line => JsonDocument.Parse(line).RootElement.Clone())];
}
