using System.Security.Cryptography.X509Certificates;
using System.Text;
using Judger.Imaging.Decoders;
using Judger.Server.Configuration;
using Judger.Server.Http.Chat;
using Judger.Server.Http.Description;
using Judger.Server.Http.Errors;
using Judger.Server.Http.Experts;
using Judger.Server.Http.Health;
using Judger.Server.Http.Images;
using Judger.Server.Http.OpenAI;
using Judger.Server.Http.Questions;
using Judger.Server.Http.Remote;
using Judger.Server.Http.Requests;
using Judger.Server.Http.Scenes;
using Judger.Server.Http.Security;
using Judger.Server.Telemetry;
using Judger.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Judger.Server.Http;

/// <summary>The HTTP API of a silo.</summary>
internal static class JudgerHttpExtensions
{
    private const long RequestBufferBytes = 128 << 10;

    public static void AddJudgerHttp(this WebApplicationBuilder builder, HttpOptions options, MemoryOptions memory)
    {
        builder.WebHost.UseKestrelCore();
        if (options.CertificateFile is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;

            // Of each connection, before anybody reads: what comes under the budget of bodies afterwards.
            kestrel.Limits.MaxRequestBufferSize = RequestBufferBytes;

            // Bytes that are not UTF-8 reach the reader of the header, which says by its name what is wrong. Kestrel's own answer says nothing.
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;

            // A client that sends its request drop by drop holds a connection for some seconds only.
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(5));
            if (options.CertificateFile is { } certificate)
                kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = X509Certificate2.CreateFromPemFile(certificate, options.CertificateKeyFile));
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddApiDescription();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(services => new BodyBudget(memory.Bodies, memory.BodyTimeout, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(services => services.GetRequiredService<BodyBudget>().Small);
        builder.Services.AddSingleton(services => services.GetRequiredService<BodyBudget>().Large);
        builder.Services.AddSingleton(services => new DrawnPictures(services.GetRequiredService<DecodeBudget>(), memory.Pictures));
        builder.Services.AddJudgerClient();
        builder.Services.AddSingleton<ApiKeyring>();
        Origins.Add(builder.Services, options);
        builder.Services.AddSingleton<QuestionReader>();
        builder.Services.AddSingleton<QuestionFeed>();
        builder.Services.AddSingleton<RemoteImages>();
        builder.Services.AddSingleton<ChatImages>();
    }

    public static void MapJudgerHttp(this WebApplication app, HttpOptions options)
    {
        app.UseMiddleware<RequestIds>();
        app.UseMiddleware<ErrorBoundary>();
        app.UseRouting();
        Origins.Use(app, options);
        app.UseMiddleware<AccessGate>();
        app.UseMiddleware<BodyGate>();
        app.MapHealth();
        app.MapApiDescription();
        app.MapQuestions();
        app.MapExperts();
        app.MapOpenAI();
        app.MapImages();
        app.MapScenes();
        app.MapWebPage();
        if (options.Metrics) app.MapMetrics();
        if (options.Dashboard) app.MapDashboard();
        app.UseEndpoints(_ => { });
    }
}
