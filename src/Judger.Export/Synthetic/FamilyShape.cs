using System.Text.Json;
using System.Text.Json.Nodes;
using Judger.Export.Checkpoints;
using Judger.Export.Synthetic.Families;
using Judger.Inference.Files;
using Judger.Inference.Manifest;

namespace Judger.Export.Synthetic;

/// <summary>The shape of a model of any family, by its configuration files.</summary>
internal sealed record FamilyShape : CheckpointShape
{
    private const string ConfigFile = "config.json";
    private const string TokenizerConfig = "tokenizer_config.json";

    // What a checkpoint may have beside its tensors and says how it is to be asked.
    private static readonly string[] SmallFiles =
    [
        ConfigFile, "preprocessor_config.json", "processor_config.json", "generation_config.json", TokenizerConfig, ModelFileNames.TokenizerJson,
        ModelFileNames.Tokenizer, "chat_template.jinja", "chat_template.json",
    ];

    private readonly IReadOnlyDictionary<string, byte[]> _files;
    private readonly FamilyLayout _layout;

    private FamilyShape(IReadOnlyDictionary<string, byte[]> files, ConfigSection config) => (_files, _layout) = (files, FamilyLayout.Of(config));

    /// <summary>The shape of a name: one JSON object with the files by their names.</summary>
    public static FamilyShape Of(string name, Stream json)
    {
        using var document = JsonDocument.Parse(json);
        var files = document.RootElement.EnumerateObject()
            .ToDictionary(file => file.Name, file => JsonSerializer.SerializeToUtf8Bytes(file.Value), StringComparer.Ordinal);
        return new(files, ConfigSection.Of(name, document.RootElement.GetProperty(ConfigFile).Clone()));
    }

    /// <summary>The shape of the files in a folder.</summary>
    /// <exception cref="CheckpointException">There is no <c>config.json</c>, or it is of a model that cannot be exported.</exception>
    public static FamilyShape Read(string folder)
    {
        var path = Path.Combine(folder, ConfigFile);
        var config = ConfigSection.TryRead(path) ?? throw new CheckpointException(path, "is missing", "give the folder of a model's config.json");
        return new(SmallFiles.Where(name => File.Exists(Path.Combine(folder, name))).ToDictionary(name => name, Bytes, StringComparer.Ordinal), config);

        byte[] Bytes(string name)
        {
            try
            {
                return FolderFile.ReadAllBytes(Path.Combine(folder, name), ModelLimits.TokenizerBytes);
            }
            catch (FileRefusedException e)
            {
                throw new CheckpointException(Path.Combine(folder, name), e.Message, "copy the checkpoint's own file there", cause: e);
            }
        }
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<LayoutTensor> Layout() => _layout.Tensors;

    /// <inheritdoc/>
    internal override void WriteFiles(string folder, string name)
    {
        foreach (var (file, bytes) in _files) File.WriteAllBytes(Path.Combine(folder, file), bytes);
        var config = JsonNode.Parse(_files[ConfigFile])!.AsObject();
        config.Remove("dtype");
        config["torch_dtype"] = Type.ToString().ToLowerInvariant();
        File.WriteAllText(Path.Combine(folder, ConfigFile), config.ToJsonString());
        if (_files.ContainsKey(ModelFileNames.TokenizerJson) || _files.ContainsKey(ModelFileNames.Tokenizer)) return;
        var tokenizer = new SyntheticBpe(_layout);
        File.WriteAllBytes(Path.Combine(folder, ModelFileNames.TokenizerJson), tokenizer.Write());
        if (!_files.ContainsKey(TokenizerConfig)) File.WriteAllBytes(Path.Combine(folder, TokenizerConfig), tokenizer.WriteConfig());
    }
}
