using System.Diagnostics;
using System.Text.Json;
using Judger.Imaging.Encoders;
using Judger.Server.Http.Security;
using Judger.TinyModel.World;
using Judger.Web.Tests.Support;

namespace Judger.Web.Tests;

/// <summary>What can be taken away from an answer: its link, its code, its files.</summary>
public sealed class ShareTests(Chromium chromium, EmbeddedSilo embedded)
{
    private const string Question = "What's the number on the \"purple\" square?\n$HOME \\ `id`";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_link_and_the_code_are_copied()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo, new() { Permissions = ["clipboard-read", "clipboard-write"] });
        await web.DrawAsync(7);
        await web.AskAsync();

        await web.Page.ClickAsync("#copy-link");
        await WebPage.HasTextAsync(web.Page.Locator("#copy-link"), "Copied");
        Assert.Equal(web.Page.Url, await ClipboardAsync());
        await CodeAsync(web, "C#");
        await web.Page.ClickAsync("#copy-code");
        await WebPage.HasTextAsync(web.Page.Locator("#copy-code"), "Copied");
        Assert.Equal(await web.Page.TextContentAsync("#snippet"), await ClipboardAsync());

        Task<string> ClipboardAsync() => web.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
    }

    [Fact]
    public async Task Where_the_browser_has_no_clipboard_for_the_page_the_text_is_copied_by_selection()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);
        await web.AskAsync();
        await web.Page.EvaluateAsync(
            """
            () => {
              Object.defineProperty(navigator, 'clipboard', { value: undefined });
              document.addEventListener('copy', () => window.copied = document.activeElement.value);
            }
            """);

        await web.Page.ClickAsync("#copy-link");
        await WebPage.HasTextAsync(web.Page.Locator("#copy-link"), "Copied");

        Assert.Equal(web.Page.Url, await web.Page.EvaluateAsync<string>("window.copied"));
        Assert.Equal("copy-link", await web.Page.EvaluateAsync<string>("document.activeElement.id"));
    }

    [Fact]
    public async Task How_answers_are_written_is_in_the_code_too()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);

        var code = await web.Page.EvaluateAsync<string[]>(
            """
            async () => {
              const { Languages } = await import('/web/snippets.js');
              const sampling = { max_tokens: 5, temperature: 0.5, stop: ['a', '"'], token_probabilities: true, schema: { type: 'integer' }, strict: true };
              const asked = { origin: 'http://x', question: 'Q', files: ['i.png'], attended: 0, options: { sampling }, model: 'm', needsKey: false };
              return [Languages.curl(asked), Languages.Python(asked), Languages['C#'](asked)];
            }
            """);

        Assert.Contains(
            """'{"sampling":{"max_tokens":5,"temperature":0.5,"stop":["a","\""],"token_probabilities":true,"schema":{"type":"integer"},"strict":true}}'""",
            code[0],
            StringComparison.Ordinal);
        Assert.Contains(
            """
                model="m",
                max_tokens=5,
                temperature=0.5,
                stop=["a", "\""],
                logprobs=True,
                response_format={"type": "json_schema", "json_schema": {"name": "answer", "schema": {"type": "integer"}, "strict": True}},

            """,
            code[1],
            StringComparison.Ordinal);
        Assert.Contains(
            """
            Answer = new() { MaxTokens = 5, Temperature = 0.5, Stop = ["a", "\""], TokenProbabilities = true, Schema = new("{\"type\":\"integer\"}", true) },
            """,
            code[2],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_overlay_the_image_and_the_record_are_saved_as_the_server_has_them()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);
        await web.AskAsync("What number is on the purple square?");
        var id = await web.IdAsync();

        foreach (var (button, path, name) in new[]
        {
            ("#save-overlay", $"/v1/questions/{id}/overlay.png", $"judger-{id}.png"),
            ("#save-image", $"/v1/questions/{id}/image.png", "scene-7.png"),
            ("#save-record", $"/v1/questions/{id}", $"judger-{id}.json"),
        })
        {
            var download = await web.Page.RunAndWaitForDownloadAsync(() => web.Page.ClickAsync(button));

            Assert.Equal(name, download.SuggestedFilename);
            Assert.Equal(await embedded.Silo.Client.GetByteArrayAsync(path, Token), await File.ReadAllBytesAsync(await download.PathAsync(), Token));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task The_curl_command_asks_the_same_question(int images)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl") && File.Exists("/bin/bash"), "curl or bash was not found; install the package curl.");
        await using var web = await chromium.OpenAsync(embedded.Silo);
        using var folder = new Folder();
        await AskAsync(web, folder, images);

        var asked = await embedded.Silo.RecordAsync(await web.IdAsync());
        var printed = await folder.RunAsync("/bin/bash", ["-euc", await CodeAsync(web, "curl")]);

        var again = JsonDocument.Parse(printed).RootElement;
        foreach (var member in (string[])["question", "images", "answer", "answered_by", "attended"])
        {
            Assert.Equal(Text(asked, member), Text(again, member));
        }

        Assert.Equal(asked.GetProperty("options").GetRawText(), again.GetProperty("options").GetRawText());
        Assert.NotEqual(asked.GetProperty("id").GetString(), again.GetProperty("id").GetString());

        static string? Text(JsonElement record, string member) => record.TryGetProperty(member, out var value) ? value.GetRawText() : null;
    }

    [Fact]
    public async Task The_Python_program_asks_the_same_question()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "Python was not found; install the package python3.");
        await using var web = await chromium.OpenAsync(embedded.Silo);
        using var folder = new Folder();
        await AskAsync(web, folder, 3);

        // OpenAI's client does nothing but this; its own tests hold what it sends.
        await folder.WriteAsync(
            "openai.py",
            """
            import json, urllib.request
            class OpenAI:
                def __init__(self, base_url, api_key):
                    self.base_url, self.chat, self.completions = base_url, self, self
                def create(self, extra_body=None, **body):
                    request = urllib.request.Request(
                        self.base_url + "/chat/completions", json.dumps({**body, **(extra_body or {})}).encode(), {"Content-Type": "application/json"})
                    return json.load(urllib.request.urlopen(request), object_hook=lambda members: type("Reply", (), members))
            """u8.ToArray());
        await folder.WriteAsync("ask.py", System.Text.Encoding.UTF8.GetBytes(await CodeAsync(web, "Python")));

        var printed = await folder.RunAsync("/usr/bin/python3", ["ask.py"]);

        Assert.Equal(await web.AnswerAsync(), printed.TrimEnd('\n'));
    }

    [Fact]
    public async Task The_CSharp_program_says_what_the_page_asked()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        using var folder = new Folder();
        await AskAsync(web, folder, 2);

        Assert.Equal(
            $$"""
            // dotnet add package Judger.Client
            using Judger;
            using Judger.Client;
            using Microsoft.Extensions.DependencyInjection;

            var services = new ServiceCollection();
            services.AddJudgerClient(options =>
            {
                options.Endpoint = new("{{embedded.Silo.Address}}");
            });
            await using var provider = services.BuildServiceProvider();
            var judger = provider.GetRequiredService<IJudgerClient>();

            var record = await judger.AskAsync(new AskRequest
            {
                Images =
                [
                    await judger.PutImageAsync(await File.ReadAllBytesAsync("it's, one.png")),
                    await judger.PutImageAsync(await File.ReadAllBytesAsync("2.png")),
                ],
                Attended = 1,
                Question = "What's the number on the \"purple\" square?\n$HOME \\ `id`",
                Options = new()
                {
                    Expert = "reference",
                    ReferenceAnswer = "it's \"4\"",
                    Policy = JudgmentPolicy.Always,
                    Look = LookPolicy.Always,
                    MaxRounds = 1,
                },
            });
            Console.WriteLine($"{record.Answer} ({record.AnsweredBy})");

            """,
            await CodeAsync(web, "C#"));
    }

    [Fact]
    public async Task No_code_holds_the_key()
    {
        var key = ApiKeyHash.NewKey();
        await using var silo = await WebSilo.SimulatedAsync(
            TimeSpan.FromMilliseconds(1), options => options.Http.ApiKeys = [new() { Name = "mine", Sha256 = ApiKeyHash.Of(key), Scopes = [ApiScope.Ask] }]);
        await using var web = await chromium.OpenAsync(silo);
        await web.Page.ClickAsync("#draw");
        await web.Page.FillAsync("#key", key);
        await web.Page.Keyboard.PressAsync("Enter");
        await web.Page.Locator(".suggestion").First.WaitForAsync();
        await web.AskAsync();

        foreach (var language in (string[])["curl", "Python", "C#"])
        {
            var code = await CodeAsync(web, language);
            Assert.Contains("JUDGER_KEY", code, StringComparison.Ordinal);
            Assert.DoesNotContain(key, code, StringComparison.Ordinal);
        }
    }

    // Names, a question and an answer with everything that shells and languages take for their own.
    private static async Task AskAsync(WebPage web, Folder folder, int images)
    {
        string[] names = [.. new[] { "it's, one.png", "2.png", "three $x.png" }.Take(images)];
        foreach (var (name, index) in names.Select((name, index) => (name, index)))
            await folder.WriteAsync(name, ImageEncoder.EncodePng(DemoScene.Draw(50 + index).Scene.Image));
        await web.Page.SetInputFilesAsync("#file", folder.PathOf(names[0]));
        await web.Page.Locator("#picture").WaitForAsync();
        if (images > 1)
        {
            await web.Page.SetInputFilesAsync("#more", names.Skip(1).Select(folder.PathOf));
            await web.Page.CheckAsync("[aria-label='Look at 2.png']");
        }

        await web.ChooseAsync(expert: "reference", policy: "always", reference: "it's \"4\"");
        await web.Page.SelectOptionAsync("#look", "always");
        await web.Page.FillAsync("#rounds", "1");
        await web.AskAsync(Question);
    }

    private static async Task<string> CodeAsync(WebPage web, string language)
    {
        if (!await web.Page.Locator("#snippet").IsVisibleAsync()) await web.Page.ClickAsync(".code summary");
        await web.Page.CheckAsync($"#languages input[value='{language}']");
        return (await web.Page.TextContentAsync("#snippet"))!;
    }

    private sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("judger-web-");

        public string PathOf(string name) => Path.Combine(_folder.FullName, name);

        public Task WriteAsync(string name, byte[] bytes) => File.WriteAllBytesAsync(PathOf(name), bytes, Token);

        public async Task<string> RunAsync(string program, string[] arguments)
        {
            var start = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = _folder.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
            await process.WaitForExitAsync(Token);
            Assert.True(process.ExitCode == 0, await errors);
            return await output;
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
