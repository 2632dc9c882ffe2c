namespace Judger.Inference.Errors;

/// <summary>A file is not a 64-bit little-endian ELF file, is damaged, or cannot be read.</summary>
public sealed class ElfFormatException : InferenceException
{
    /// <summary>Creates the error.</summary>
    public ElfFormatException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <inheritdoc/>
    public override string Code => "elf_format";
}
