using System.Text;
using System.Text.Json;
using Judger.Inference.Files;
using Judger.Inference.Manifest;

namespace Judger.Export.Checkpoints;

/// <summary>Finds a checkpoint's chat template where transformers does.</summary>
internal static class ChatTemplateFile
{
    private const string Field = "chat_template";
    private const string Default = "default";
    private const string TokenizerConfig = "tokenizer_config.json";
    private static readonly UTF8Encoding Text8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // In the order in which a processor looks: its own files, then the tokenizer's.
    private static readonly string[] Files = ["chat_template.json", "processor_config.json", TokenizerConfig];

    private static readonly string[] TokenNames = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    /// <summary>The template with the special tokens that it may name; null where the checkpoint has none.</summary>
    /// <param name="checkpoint">The files. A template that cannot be read is warned of and left out.</param>
    /// <exception cref="CheckpointException">A file is not JSON, or its template is not text.</exception>
    public static ModelTemplate? Read(Checkpoint checkpoint)
    {
        // All of them, so that one of a wrong kind is told of wherever it stands.
        List<string?> templates = [.. Files.Select(file => Template(ConfigSection.TryRead(checkpoint.PathOf(file))))];
        var source = ReadText(checkpoint) ?? templates.Find(text => text is not null);
        if (source is null) return null;
        if (Text8.GetByteCount(source) <= ModelLimits.TemplateBytes) return new(Tokens(checkpoint)) { Source = source };
        checkpoint.Warn?.Invoke($"The chat template has more than {ModelLimits.TemplateBytes} bytes and is left out; prompts have the form of the profile.");
        return null;
    }

    private static string? ReadText(Checkpoint checkpoint)
    {
        var file = checkpoint.PathOf(ModelFileNames.ChatTemplate);
        if (!File.Exists(file)) return null;
        try
        {
            return Text8.GetString(FolderFile.ReadAllBytes(file, ModelLimits.TemplateBytes)).TrimStart('\uFEFF');
        }
        catch (Exception e) when (e is FileRefusedException or IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            checkpoint.Warn?.Invoke($"{file}: it cannot be read ({e.Message.ReplaceLineEndings(" ")}) and is left out; check that it is UTF-8 text.");
            return null;
        }
    }

    // A text, or several with names.
    private static string? Template(ConfigSection? config)
    {
        if (config is null || config.Fields.FirstOrDefault(field => field.Name == Field) is not { Name: not null } field) return null;
        return field.Value.ValueKind switch
        {
            JsonValueKind.String => field.Value.GetString(),
            JsonValueKind.Object => TextOf(field.Value, Default),
            JsonValueKind.Array when field.Value.EnumerateArray().All(named => TextOf(named, "name") is not null && TextOf(named, "template") is not null) =>
                field.Value.EnumerateArray().Where(named => TextOf(named, "name") == Default).Select(named => TextOf(named, "template")).FirstOrDefault(),
            _ => throw config.Wrong(Field, "a text, or a list of templates with names"),
        };
    }

    // Written as a text, or as an object with the text and how it is matched.
    private static Dictionary<string, string> Tokens(Checkpoint checkpoint)
    {
        var tokens = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in new[] { TokenizerConfig, "special_tokens_map.json" })
        {
            if (ConfigSection.TryRead(checkpoint.PathOf(file)) is not { } config) continue;
            var named = config.Fields.Where(field => TokenNames.Contains(field.Name))
                .Concat(config.Fields.Where(field => field.Name == "extra_special_tokens" && field.Value.ValueKind == JsonValueKind.Object)
                    .SelectMany(field => field.Value.EnumerateObject()).Select(token => (token.Name, token.Value)));
            foreach (var (name, value) in named)
            {
                var content = value.ValueKind == JsonValueKind.String ? value.GetString() : TextOf(value, "content");
                if (content is not null && tokens.Count < ModelTemplate.MaxTokens && ModelTemplate.IsToken(name, content)) tokens.TryAdd(name, content);
            }
        }

        return tokens;
    }

    private static string? TextOf(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
