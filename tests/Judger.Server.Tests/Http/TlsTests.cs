using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Judger.Server.Tests.Http;

/// <summary>https by options.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task A_certificate_of_the_configuration_is_shown()
    {
        var folder = Directory.CreateTempSubdirectory("judger-tls");
        try
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest("CN=judger.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
            var (certificateFile, keyFile) = (Path.Combine(folder.FullName, "certificate.pem"), Path.Combine(folder.FullName, "key.pem"));
            await File.WriteAllTextAsync(certificateFile, certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
            await using var silo = await HttpSilo.StartAsync(options =>
                (options.Http.Urls, options.Http.CertificateFile, options.Http.CertificateKeyFile) = (["https://127.0.0.1:0"], certificateFile, keyFile));
            X509Certificate2? shown = null;
            using var handler = new HttpClientHandler
            {
                ServerCertificateCustomValidationCallback = (_, seen, _, _) =>
                {
                    shown = X509CertificateLoader.LoadCertificate(seen!.RawData);
                    return true;
                },
            };
            using var client = new HttpClient(handler);

            using var response = await client.GetAsync(new Uri(silo.Address, "/health/live"), TestContext.Current.CancellationToken);

            Assert.Equal((HttpStatusCode.OK, "https"), (response.StatusCode, silo.Address.Scheme));
            Assert.Equal(certificate.Thumbprint, shown?.Thumbprint);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
