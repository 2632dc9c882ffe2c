namespace Judger.Cli.Files;

/// <summary>Errors of the file system in words.</summary>
internal static class FileError
{
    // errno of Linux and macOS, which .NET hands on as the result of an IOException; Windows has codes of its own.
    private const int Io = 5, TooManyFiles = 24, NoSpace = 28, ReadOnly = 30, Quota = 122, QuotaOfMac = 69;
    private const int WindowsNoSpace = unchecked((int)0x80070070);

    /// <summary>Whether an error is the file system's.</summary>
    public static bool Is(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>Why, as the last words of a message: the usual reasons by name, any other one in the system's words.</summary>
    public static string Reason(Exception exception) => Named(exception) ?? exception.Message.ReplaceLineEndings(" ").TrimEnd('.');

    /// <summary>The usual reasons, which have nothing to do with what was asked for; null for any other one.</summary>
    public static string? Named(Exception exception) => exception switch
    {
        UnauthorizedAccessException => "access is denied",
        IOException { HResult: NoSpace or WindowsNoSpace } => "the disk is full",
        IOException { HResult: Quota or QuotaOfMac } => "the disk quota is used up",
        IOException { HResult: ReadOnly } => "the file system is read-only",
        IOException { HResult: TooManyFiles } => "too many files are open",
        IOException { HResult: Io } => "the disk reports an error",
        _ => null,
    };
}
