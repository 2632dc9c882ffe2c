using System.Runtime.InteropServices;

namespace Judger.Inference.Devices;

/// <summary>Environment variables that native libraries of this process read.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable for native code, which <see cref="Environment.SetEnvironmentVariable(string, string?)"/> does not reach on Unix.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="value">Its value.</param>
    /// <param name="replaces">False keeps a value that an operator has set.</param>
    public static void Set(string name, string value, bool replaces)
    {
        if (OperatingSystem.IsWindows())
        {
            if (replaces || Environment.GetEnvironmentVariable(name) is null) Environment.SetEnvironmentVariable(name, value);
            return;
        }

        _ = SetEnvironment(name, value, replaces ? 1 : 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
