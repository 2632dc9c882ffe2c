using Judger.Client;
using Judger.Experts.OpenAI;
using Judger.Grains.Images;
using Judger.Grains.Slots;
using Judger.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Judger.Cli.Hosting;

/// <summary>A whole cluster in this process, and a client of it.</summary>
internal sealed class LocalJudger : IJudgerHost
{
    private readonly IHost _host;

    private LocalJudger(IHost host) => _host = host;

    public IJudgerClient Client => _host.Services.GetRequiredService<IJudgerClient>();

    /// <summary>Loads the model and starts the silo, which can ask the given experts beside the built-in ones and decodes images in this way.</summary>
    public static async Task<LocalJudger> StartAsync(
        string modelFolder, IReadOnlyList<OpenAIExpertOptions> experts, bool verbose, CancellationToken cancellationToken, ImageOptions? images = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        if (verbose) ErrorLog.Use(builder.Logging, LogLevel.Warning);
        else builder.Logging.AddProvider(new NoticeLoggerProvider());
        builder.UseLocalSilo([new SlotOptions { ModelFolder = modelFolder }], experts, images);
        builder.Services.AddJudgerClient();
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken);
            return new(host);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        else _host.Dispose();
    }
}
