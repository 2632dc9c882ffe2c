using System.Text.Json;

namespace Judger.Deploy.Tests.Support;

/// <summary>A Dockerfile's instructions, line continuations joined, comments left out.</summary>
internal sealed class Dockerfile
{
    private Dockerfile(IReadOnlyList<Instruction> instructions) => Instructions = instructions;

    public IReadOnlyList<Instruction> Instructions { get; }

    public static Dockerfile Read(string path)
    {
        var (stage, text) = ("", "");
        var instructions = new List<Instruction>();
        foreach (var line in File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            text += line.TrimEnd('\\');
            if (line.EndsWith('\\')) continue;
            var at = text.IndexOf(' ', StringComparison.Ordinal);
            var (name, arguments) = (text[..at].ToUpperInvariant(), text[(at + 1)..].Trim());
            if (name == "FROM") stage = arguments.Split(' ') is [_, "AS", var given] ? given : arguments;
            instructions.Add(new(stage, name, arguments));
            text = "";
        }

        return new(instructions);
    }

    /// <summary>The arguments of all instructions of this name in a stage.</summary>
    public IReadOnlyList<string> Of(string stage, string name) =>
        [.. Instructions.Where(instruction => instruction.Stage == stage && instruction.Name == name).Select(instruction => instruction.Arguments)];

    /// <summary>The words of the last instruction of this name, in its JSON form.</summary>
    public IReadOnlyList<string> Words(string stage, string name)
    {
        var arguments = Of(stage, name)[^1];
        return JsonSerializer.Deserialize<string[]>(arguments[arguments.IndexOf('[', StringComparison.Ordinal)..])!;
    }

    /// <summary>The environment that a stage sets.</summary>
    public Dictionary<string, string> Environment(string stage) => Of(stage, "ENV")
        .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(pair => pair.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    internal sealed record Instruction(string Stage, string Name, string Arguments);
}
