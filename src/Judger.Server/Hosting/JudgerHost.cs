using Judger.Server.Configuration;
using Judger.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Judger.Server.Hosting;

/// <summary>Builds the host of a silo: with an HTTP API where one is configured.</summary>
public static class JudgerHost
{
    /// <summary>The host, not started.</summary>
    /// <param name="options">What the silo is told.</param>
    /// <param name="configure">What the caller adds: logging, a lifetime.</param>
    /// <exception cref="ServerConfigurationException">All that is wrong with the options, in one line.</exception>
    public static IHost Build(JudgerOptions options, Action<IHostApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.Http.IsOn)
        {
            var plain = Host.CreateEmptyApplicationBuilder(new());
            configure?.Invoke(plain);
            plain.UseJudgerSilo(options);
            return plain.Build();
        }

        var builder = WebApplication.CreateEmptyBuilder(new());
        configure?.Invoke(builder);
        builder.UseJudgerSilo(options);
        builder.AddJudgerHttp(options.Http, options.Memory);
        var app = builder.Build();
        app.MapJudgerHttp(options.Http);
        return app;
    }
}
