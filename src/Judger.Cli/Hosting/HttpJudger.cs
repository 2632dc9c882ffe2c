using Judger.Cli.Commands;
using Judger.Client;
using Judger.Client.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Judger.Cli.Hosting;

/// <summary>A client of a server over HTTP.</summary>
internal sealed class HttpJudger : IJudgerHost
{
    private readonly ServiceProvider _services;

    private HttpJudger(ServiceProvider services) => _services = services;

    public IJudgerClient Client => _services.GetRequiredService<IJudgerClient>();

    /// <summary>A client that reports refusals at once, as the client over Orleans does.</summary>
    /// <exception cref="CliException">The address or the key file is not valid, or nobody answers there.</exception>
    /// <exception cref="JudgerException">The server does not accept the key, or is not a Judger server.</exception>
    public static async Task<HttpJudger> ConnectAsync(Uri endpoint, string? keyFile, CancellationToken cancellationToken)
    {
        await using (var probe = Create(endpoint, keyFile, outageTimeout: TimeSpan.Zero))
        {
            try
            {
                // Nobody has asked this question, so the answer is that there is none: of a server that is there and takes the key.
                await probe.Client.GetAsync(QuestionId.New(), cancellationToken);
            }
            catch (ClusterUnavailableException exception) when (exception.InnerException is not null)
            {
                var why = exception.InnerException.GetBaseException().Message.ReplaceLineEndings(" ");
                throw new CliException($"{endpoint} does not answer ({why}); check --endpoint, and that a server runs there.", exception);
            }
        }

        return Create(endpoint, keyFile, new JudgerClientOptions().OutageTimeout);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static HttpJudger Create(Uri endpoint, string? keyFile, TimeSpan outageTimeout)
    {
        var services = new ServiceCollection();
        services.AddJudgerClient(options =>
        {
            (options.Endpoint, options.ApiKeyFile) = (endpoint, keyFile);
            (options.OutageTimeout, options.OverloadTimeout) = (outageTimeout, TimeSpan.Zero);
        });
        var provider = services.BuildServiceProvider();
        try
        {
            provider.GetRequiredService<IJudgerClient>();
            return new(provider);
        }
        catch (OptionsValidationException exception)
        {
            provider.Dispose();
            throw new CliException(string.Join(" ", exception.Failures), exception);
        }
    }
}
