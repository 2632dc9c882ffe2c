using System.ComponentModel;
using System.Diagnostics;

namespace Judger.Testing;

/// <summary>A Python that has a module, which is a reference to compare with.</summary>
/// <param name="module">The module's name in Python.</param>
/// <param name="package">The distribution's package that has it.</param>
internal sealed class Python(string module, string package)
{
    // The distribution's interpreter first: others on the path seldom have the module.
    private readonly Lazy<string?> _interpreter = new(() =>
        new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(python => Start(python, ["-c", $"import {module}"], "") is { ExitCode: 0 }));

    /// <summary>Skips the running test where no Python has the module.</summary>
    public void Require() => Assert.SkipWhen(_interpreter.Value is null, $"No python3 with {module} was found; install {package}.");

    /// <summary>Runs Python and returns what it wrote to its standard output; a failure fails the test with its standard error.</summary>
    /// <param name="arguments">A script's path, or <c>-c</c> and a script, and the script's arguments.</param>
    /// <param name="input">Its standard input.</param>
    public string Run(IEnumerable<string> arguments, string input = "")
    {
        Require();
        var result = Start(_interpreter.Value!, arguments, input)!.Value;
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }

    private static (int ExitCode, string Output, string Error)? Start(string python, IEnumerable<string> arguments, string input)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            Write(process.StandardInput, input);
            process.WaitForExit();
            return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static void Write(StreamWriter writer, string input)
    {
        try
        {
            using (writer) writer.Write(input);
        }
        catch (IOException)
        {
            // It ended without reading everything; its exit code and its standard error say why.
        }
    }
}
