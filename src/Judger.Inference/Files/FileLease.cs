using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Judger.Inference.Files;

/// <summary>
/// A read lease (fcntl(2), F_SETLEASE): who opens the file to write or cut it off waits in the kernel until the lease is given back, for at most
/// <c>/proc/sys/fs/lease-break-time</c> (45 s). A mapped file that is cut off ends the process at the next page that is touched; so the reader stops first.
/// Linux grants it on local file systems to the file's owner, where nobody has the file open for writing. Without one, a change is only noticed.
/// </summary>
internal static partial class FileLease
{
    private const int SetSignal = 10;
    private const int SetLease = 1024;
    private const int GetLease = 1025;
    private const int Reading = 0;
    private const int None = 2;

    // Does nothing to a process that does not ask for it. The one that is sent otherwise ends the process.
    private const int UrgentSignal = 23;

    /// <summary>Takes a lease.</summary>
    /// <returns>False where the system does not grant one.</returns>
    public static bool TryTake(SafeFileHandle file) =>
        OperatingSystem.IsLinux() && Control(file, SetSignal, UrgentSignal) == 0 && Control(file, SetLease, Reading) == 0;

    /// <summary>Whether somebody waits to change the file of a lease.</summary>
    public static bool IsAskedBack(SafeFileHandle file) => Control(file, GetLease, 0) != Reading;

    /// <summary>Gives a lease back.</summary>
    public static void Return(SafeFileHandle file) => _ = Control(file, SetLease, None);

    private static int Control(SafeFileHandle file, int command, int value) => Control((int)file.DangerousGetHandle(), command, value);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int file, int command, int value);
}
