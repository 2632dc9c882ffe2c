using Judger.Testing;

namespace Judger.Imaging.Tests.Support;

/// <summary>Runs Python scripts with Pillow, the reference that this project has to equal.</summary>
internal static class Pillow
{
    private static readonly Python Python = new("PIL", "python3-pil");

    /// <summary>Runs a script, its arguments in <c>sys.argv[1:]</c>; skips the running test where there is no Pillow.</summary>
    public static void Run(string script, params string[] arguments) => Python.Run(["-c", script, .. arguments]);
}
