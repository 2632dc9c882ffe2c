using Judger.Core.Prompts;
using Judger.Core.Prompts.Templates;
using Judger.Inference.Errors;
using Judger.Inference.Files;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;

namespace Judger.Inference.Templates;

/// <summary>The prompts in which a model is asked: the words of its profile, in the form of its own chat template where it has one that can be used.</summary>
/// <param name="Profile">The prompts.</param>
/// <param name="Form">Where their form comes from.</param>
/// <param name="Warning">Why the model's own template is not used, one line; null where it is, or where there is none.</param>
public sealed record ModelPrompts(PromptProfile Profile, PromptForm Form, string? Warning = null)
{
    // White space at both ends, which some templates trim; and what a template could take for something else.
    private const string Sample = " What number is on the pink sign, 0123456789 or none?\n(Look closely; it's <small>.) ";

    private static readonly IReadOnlyList<PromptTurn> Question = [new(PromptRole.User, [new PromptPart.Image(0), new PromptPart.Text(Sample)])];

    private static readonly IReadOnlyList<PromptTurn> TwoImages =
        [new(PromptRole.User, [new PromptPart.Image(0), new PromptPart.Image(1), new PromptPart.Text(Sample)])];

    private static readonly IReadOnlyList<PromptTurn> Conversation =
    [
        PromptTurn.Of(PromptRole.System, "Be brief."),
        .. Question,
        PromptTurn.Of(PromptRole.Assistant, "Seven."),
        PromptTurn.Of(PromptRole.User, "And on the blue one?"),
    ];

    /// <summary>The manifest of a model folder, after its own chat template was tried.</summary>
    /// <exception cref="ModelFolderException">The template or the tokenizer cannot be read.</exception>
    /// <exception cref="SpecialTokenException">The tokenizer lacks a token of the prompts.</exception>
    public static ModelManifest Resolve(ModelFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Manifest.ChatTemplate is null
            ? folder.Manifest
            : folder.Manifest with { ResolvedPrompts = TokenizerKinds.LoadWithPrompts(folder).Prompts };
    }

    /// <summary>The prompts of a manifest whose tokenizer is loaded. The manifest's template is read before.</summary>
    internal static ModelPrompts Of(ModelManifest manifest, ITokenizer tokenizer)
    {
        var builtIn = manifest.BuiltInPrompts;
        if (manifest.ChatTemplate?.Source is not { } source) return new(builtIn, PromptForm.BuiltIn);
        try
        {
            var parsed = ChatTemplate.Parse(source);
            var template = Usable(form => new(parsed, form, builtIn.ImageMark, builtIn.Baseline.Template, manifest, tokenizer));
            return IsSame(template, builtIn.Baseline.Template)
                ? new(builtIn, PromptForm.BuiltInAsTemplate)
                : new(builtIn.Written(template), PromptForm.Template);
        }
        catch (TemplateException e)
        {
            return Unusable(e.Message);
        }
        catch (ChatTemplateException e)
        {
            return Unusable(e.Problem);
        }

        ModelPrompts Unusable(string problem) => new(
            builtIn,
            PromptForm.BuiltIn,
            $"{ModelFileNames.ChatTemplate} is not used ({ErrorText.Line(problem)}); prompts have the built-in form of the profile '{builtIn.Name}' instead.");
    }

    /// <summary>Reads the template of a model folder, if there is one.</summary>
    /// <exception cref="ModelFolderException">The file cannot be read, or is not text.</exception>
    internal static ModelManifest WithTemplate(ModelFolder folder)
    {
        if (folder.Manifest.ChatTemplate is not { } template) return folder.Manifest;
        var path = folder.PathOf(ModelFileNames.ChatTemplate);
        try
        {
            var source = new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetString(FolderFile.ReadAllBytes(path, ModelLimits.TemplateBytes));
            return folder.Manifest with { ChatTemplate = template with { Source = source } };
        }
        catch (Exception e) when (e is FileRefusedException or IOException or UnauthorizedAccessException or System.Text.DecoderFallbackException)
        {
            throw new ModelFolderException($"{path} cannot be read ({ErrorText.Line(e.Message)}): export the model again.", e);
        }
    }

    // The first form in which the template writes all conversations, or else one in which it writes the prompts that the method has.
    private static CheckpointTemplate Usable(Func<ContentForm, CheckpointTemplate> create)
    {
        CheckpointTemplate? found = null;
        ChatTemplateException? problem = null;
        foreach (var form in Enum.GetValues<ContentForm>())
        {
            var template = create(form);
            try
            {
                Require(template, Question);
                Require(template, TwoImages);
                found ??= template;
                Require(template, Conversation);
                return template;
            }
            catch (ChatTemplateException e)
            {
                problem ??= e;
            }
        }

        return found ?? throw problem!;
    }

    // Every image once, and what each turn says once, with or without the white space around it.
    private static void Require(CheckpointTemplate template, IReadOnlyList<PromptTurn> turns)
    {
        _ = template.Render(turns);
        var text = template.Write(turns);
        var given = string.Join('\n', text.Given.Select(range => text.Value[range.Begin..range.End]));
        foreach (var words in turns.Select(turn => turn.Text.Trim()))
        {
            var at = given.IndexOf(words, StringComparison.Ordinal);
            if (at < 0) throw new ChatTemplateException("it leaves out what a turn says");
            if (given.IndexOf(words, at + 1, StringComparison.Ordinal) >= 0) throw new ChatTemplateException("it writes twice what a turn says");
        }
    }

    private static bool IsSame(CheckpointTemplate template, IPromptTemplate builtIn)
    {
        try
        {
            return new[] { Question, TwoImages, Conversation }.All(turns => template.Render(turns).Parts.SequenceEqual(builtIn.Render(turns).Parts));
        }
        catch (ChatTemplateException)
        {
            // A template may refuse what the method does not need, such as a system's turn.
            return false;
        }
    }
}
