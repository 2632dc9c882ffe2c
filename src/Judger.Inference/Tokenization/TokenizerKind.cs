using Judger.Inference.Errors;

namespace Judger.Inference.Tokenization;

/// <summary>A kind of tokenizer that a model folder can have.</summary>
/// <param name="Name">The name under which a manifest asks for it.</param>
/// <param name="File">The file of the folder that it is read from; null when it needs none.</param>
/// <param name="Load">Loads it from the file's full path; throws <see cref="ModelFolderException"/> when the file is not of this kind.</param>
internal sealed record TokenizerKind(string Name, string? File, Func<string, ITokenizer> Load);
