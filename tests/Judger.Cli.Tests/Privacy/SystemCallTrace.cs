using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace Judger.Cli.Tests.Privacy;

/// <summary>What processes said to the network, read from the record of their system calls that <c>strace</c> writes.</summary>
internal static partial class SystemCallTrace
{
    private const int DnsPort = 53;

    // What every resolver reads before it asks anybody.
    private static readonly string[] ResolverFiles = ["/etc/resolv.conf", "/etc/hosts"];

    /// <summary>The command that records the calls of the command after it, and of all that it starts.</summary>
    public static string[] Wrapper(string file) =>
        ["strace", "-f", "-qq", "--seccomp-bpf", "-s", "256", "-e", "trace=connect,sendto,sendmsg,sendmmsg,open,openat", "-o", file];

    /// <summary>Skips the running test where system calls cannot be recorded.</summary>
    public static void Require()
    {
        try
        {
            var start = new ProcessStartInfo("strace", ["-f", "--seccomp-bpf", "-o", "/dev/null", "true"]) { RedirectStandardError = true };
            using var process = Process.Start(start)!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.SkipUnless(process.ExitCode == 0, "strace may not trace processes here, so what the product says to the network is not seen.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("strace is missing (Debian's strace), so what the product says to the network is not seen.");
        }
    }

    /// <summary>Every name that was looked up and every address outside of loopback that was written to, as the lines of the record.</summary>
    public static IReadOnlyList<string> Conversations(string file) => [.. File.ReadLines(file).Where(IsConversation)];

    private static bool IsConversation(string line)
    {
        if (Opened().Match(line) is { Success: true } opened) return ResolverFiles.Contains(opened.Groups["path"].Value);
        if (!Sent().IsMatch(line)) return false;
        foreach (Match place in Place().Matches(line))
        {
            var port = int.Parse(place.Groups["port"].Value, System.Globalization.CultureInfo.InvariantCulture);
            if (port == DnsPort || !IPAddress.IsLoopback(IPAddress.Parse(place.Groups["address"].Value))) return true;
        }

        return false;
    }

    [GeneratedRegex("""^\d+ +open(?:at)?\((?:AT_FDCWD, )?"(?<path>[^"]*)",""")]
    private static partial Regex Opened();

    [GeneratedRegex(@"^\d+ +(?:connect|sendto|sendmsg|sendmmsg)\(")]
    private static partial Regex Sent();

    [GeneratedRegex(@"sin6?_port=htons\((?<port>\d+)\).*?(?:inet_addr\(|inet_pton\(AF_INET6, )""(?<address>[^""]+)""")]
    private static partial Regex Place();
}
