using System.Runtime.CompilerServices;

namespace Judger.Cli.Tests.Support;

/// <summary>What holds for every process that a test starts.</summary>
internal static class ChildProcesses
{
    // A .NET process that is killed leaves its sockets for debuggers in the folder for temporary files; without them there is nothing to leave.
    [ModuleInitializer]
    internal static void LeaveNothingBehind() => Environment.SetEnvironmentVariable("DOTNET_EnableDiagnostics", "0");
}
