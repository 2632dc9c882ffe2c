namespace Judger.Cli.Judging;

/// <summary>What a run of <c>judger judge</c> does at a line that cannot be judged. The reason is reported in every case.</summary>
internal enum BadLines
{
    /// <summary>Leaves it out of the output and goes on.</summary>
    Skip,

    /// <summary>Writes it with the reason in <c>judgment_error</c> and goes on. The next run judges it again.</summary>
    Write,

    /// <summary>Ends the run.</summary>
    Stop,
}
