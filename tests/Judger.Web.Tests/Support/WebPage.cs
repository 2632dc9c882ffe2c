using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace Judger.Web.Tests.Support;

/// <summary>
/// The page in a browser. At its end it holds the page to what every test expects: no request to another host, no error in a script, nothing that the policy
/// forbids.
/// </summary>
public sealed class WebPage : IAsyncDisposable
{
    // States of stages in the order in which they were seen, whatever is drawn over in the same frame.
    private const string Witness = """
        window.seen = [];
        new MutationObserver(changes => {
          for (const change of changes)
            for (const node of change.addedNodes)
              if (node.matches?.('.stage')) window.seen.push(`${node.dataset.key} ${node.dataset.state}`);
        }).observe(document, { childList: true, subtree: true });
        """;

    private readonly IBrowserContext _context;
    private readonly string _address;
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private WebPage(IBrowserContext context, string address, IPage page)
    {
        (_context, _address, Page) = (context, address, page);
        page.Request += (_, request) => _requests.Enqueue(request.Url);
        page.PageError += (_, error) => _errors.Enqueue(error);
        page.Console += (_, message) =>
        {
            // What the network refused is told by the browser too, and is some tests' aim.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) _errors.Enqueue(message.Text);
        };
    }

    public IPage Page { get; }

    /// <summary>Every address that the page asked.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public ILocator Answer => Page.Locator("#answer .final");

    public ILocator Notice => Page.Locator("#notice");

    public ILocator Title => Page.Locator("#work-title");

    public static async Task<WebPage> OpenAsync(IBrowserContext context, string address)
    {
        await context.AddInitScriptAsync(Witness);
        var web = new WebPage(context, address, await context.NewPageAsync());
        await web.LoadAsync();
        return web;
    }

    /// <summary>Loads the page, or loads it again.</summary>
    public async Task LoadAsync()
    {
        await Page.GotoAsync(_address);
        await Page.WaitForSelectorAsync("html[data-ready]", new() { State = WaitForSelectorState.Attached });
    }

    /// <summary>Draws a scene.</summary>
    public async Task DrawAsync(int seed)
    {
        await Page.FillAsync("#seed", $"{seed}");
        await Page.ClickAsync("#draw");
        await Page.WaitForSelectorAsync("#suggestions .suggestion");
    }

    /// <summary>Chooses options; null leaves one as it is.</summary>
    public async Task ChooseAsync(string? expert = null, string? policy = null, string? name = null, string? reference = null)
    {
        if (!await Page.Locator("#policy").IsVisibleAsync()) await Page.ClickAsync(".options summary");
        if (policy is not null) await Page.SelectOptionAsync("#policy", policy);
        if (expert is not null) await Page.SelectOptionAsync("#expert", expert);
        if (name is not null) await Page.FillAsync("#expert-name", name);
        if (reference is not null) await Page.FillAsync("#reference", reference);
    }

    /// <summary>Asks, and waits for the answer.</summary>
    public async Task<string> AskAsync(string? question = null)
    {
        if (question is not null) await Page.FillAsync("#question", question);
        await Page.ClickAsync("#ask");
        return await AnswerAsync();
    }

    public async Task<string> AnswerAsync()
    {
        await Answer.WaitForAsync();
        return (await Answer.TextContentAsync())!;
    }

    /// <summary>Waits until an element holds a text, and says what it held where it never does.</summary>
    public static async Task HasTextAsync(ILocator locator, string text)
    {
        try
        {
            await locator.Filter(new() { HasText = text }).First.WaitForAsync();
        }
        catch (TimeoutException)
        {
            Assert.Contains(text, await locator.First.TextContentAsync(new() { Timeout = 1000 }), StringComparison.Ordinal);
        }
    }

    /// <summary>The states of stages in the order in which they were seen.</summary>
    public Task<string[]> SeenAsync() => Page.EvaluateAsync<string[]>("window.seen");

    /// <summary>The id of the question that is on the page.</summary>
    public async Task<string> IdAsync() =>
        (await Page.EvaluateAsync<JsonElement>("JSON.parse(localStorage.getItem('judger.earlier'))"))[0].GetProperty("id").GetString()!;

    /// <summary>Forgets what was forbidden until now: a test did it itself.</summary>
    public void Forgive()
    {
        _errors.Clear();
        _requests.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        Assert.Empty(_errors);
        Assert.All(
            _requests,
            address => Assert.True(
                address.StartsWith(_address, StringComparison.Ordinal) || address.StartsWith("blob:", StringComparison.Ordinal), address));
    }
}
