using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Judger.Web.Tests.Support.Chromium))]

namespace Judger.Web.Tests.Support;

/// <summary>One headless Chromium for all tests, the distribution's; each test has a context of its own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string? Executable =
        new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Executable is null) return;
        _playwright = await Playwright.CreateAsync();

        // Its sandbox wants rights that build machines do not give; it sees pages of this test only, and no name leads anywhere.
        _browser = await _playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = Executable, Args = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"] });
    }

    /// <summary>Opens a silo's page; skips the running test where there is no Chromium.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="options">How the browser is set up.</param>
    /// <param name="address">Where the page is, if not at the silo itself.</param>
    public async Task<WebPage> OpenAsync(WebSilo silo, BrowserNewContextOptions? options = null, string? address = null)
    {
        Assert.SkipWhen(_browser is null, "No Chromium was found; install the package chromium.");
        var context = await _browser!.NewContextAsync(options ?? new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        context.SetDefaultTimeout(20_000);
        return await WebPage.OpenAsync(context, address ?? silo.Address);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
