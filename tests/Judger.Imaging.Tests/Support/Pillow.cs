using System.Diagnostics;

namespace Judger.Imaging.Tests.Support;

/// <summary>Runs Python scripts with Pillow, the reference that this project has to equal.</summary>
internal static class Pillow
{
    // The distribution's interpreter first: others on the path seldom have Pillow.
    private static readonly Lazy<string?> Interpreter = new(() =>
        new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(python => Start(python, ["-c", "import PIL"]) is { ExitCode: 0 }));

    /// <summary>Skips the running test where there is no Pillow.</summary>
    public static void Require() =>
        Assert.SkipWhen(Interpreter.Value is null, "No python3 with PIL was found; install python3-pil.");

    /// <summary>Runs a script; its arguments are in <c>sys.argv[1:]</c>.</summary>
    public static void Run(string script, params string[] arguments)
    {
        Require();
        var result = Start(Interpreter.Value!, ["-c", script, .. arguments]);
        Assert.True(result is { ExitCode: 0 }, result?.Error);
    }

    private static (int ExitCode, string Error)? Start(string python, string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, error);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
