using Judger.Experts.OpenAI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Judger.Cli.Hosting;

/// <summary>Shows what experts learn of their servers, and nothing else of a log.</summary>
internal sealed class NoticeLoggerProvider : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => categoryName == typeof(OpenAIExpert).FullName ? new NoticeLogger() : NullLogger.Instance;

    public void Dispose()
    {
    }
}
