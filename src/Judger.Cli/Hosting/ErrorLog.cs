using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Judger.Cli.Hosting;

/// <summary>The log goes to standard error, a line an entry: standard output holds the result only.</summary>
internal static class ErrorLog
{
    // What keeps a silo from starting is told in one line at the end.
    private static readonly string[] TellTheSame =
    [
        "Orleans.Runtime.SiloLifecycleSubject", "Orleans.Runtime.Silo", "Microsoft.Extensions.Hosting.Internal.Host",
        "Orleans.Hosting.ReminderOptionsValidator",
    ];

    /// <param name="logging">The host's log.</param>
    /// <param name="least">What of Judger is told; of others, warnings are.</param>
    /// <param name="asJson">An object a line, with the trace that it belongs to, for those who collect logs; otherwise text for people.</param>
    public static void Use(ILoggingBuilder logging, LogLevel least, bool asJson = false)
    {
        if (asJson)
        {
            logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
            logging.AddJsonConsole(
                options => (options.IncludeScopes, options.UseUtcTimestamp, options.TimestampFormat) = (true, true, "yyyy-MM-ddTHH:mm:ss.fffZ"));
        }
        else
        {
            logging.AddSimpleConsole(options => (options.SingleLine, options.TimestampFormat) = (true, "HH:mm:ss.fff "));
        }

        logging.AddFilter<ConsoleLoggerProvider>((category, level) =>
            category?.StartsWith("Judger", StringComparison.Ordinal) == true ? level >= least : level >= LogLevel.Warning && !TellTheSame.Contains(category));
        logging.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
