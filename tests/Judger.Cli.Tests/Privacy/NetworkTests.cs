using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests.Privacy;

/// <summary>
/// The product talks to those whom it is told to talk to, and to nobody else: no part of it looks up a name, writes to an address outside of loopback, or
/// leaves anything in the user's home. ONNX Runtime would, unless its telemetry is switched off before it is loaded.
/// </summary>
public sealed class NetworkTests : IDisposable
{
    // Libraries report some time after their start.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(4);

    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // A user's surroundings: whatever a library writes about itself goes below one of these. The switch that is to be tested is not set.
    private Dictionary<string, string?> Surroundings => new()
    {
        ["HOME"] = Directory.CreateDirectory(_folder["home"]).FullName,
        ["TMPDIR"] = Directory.CreateDirectory(_folder["tmp"]).FullName,
        ["XDG_CACHE_HOME"] = null,
        ["ORT_DISABLE_TELEMETRY"] = null,
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = null,
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_silo_talks_to_its_clients_only()
    {
        SystemCallTrace.Require();
        EmbeddedModelFolder.Require();
        var record = _folder["serve.trace"];
        await using (var tool = await RunningTool.ServeAsync(SystemCallTrace.Wrapper(record), Surroundings, "--set", "Http:Urls:0=http://127.0.0.1:0"))
        {
            using var client = new HttpClient { BaseAddress = tool.Address };
            foreach (var page in new[] { "/", "/web/app.js", "/docs", "/openapi/v1.json", "/v1/models", "/v1/scenes/7", "/health/ready" })
                Assert.True((await client.GetAsync(new Uri(page, UriKind.Relative), Token)).IsSuccessStatusCode, page);
            using var form = new MultipartFormDataContent
            {
                { new ByteArrayContent(TestPng.Scene()), "image", "scene.png" }, { new StringContent("What number is on the red circle?"), "question" },
            };
            Assert.True((await client.PostAsync(new Uri("/v1/questions", UriKind.Relative), form, Token)).IsSuccessStatusCode);
            await Task.Delay(Quiet, Token);
            await tool.StopAsync();
        }

        AssertSilent(record);
    }

    [Fact]
    public async Task A_question_on_the_command_line_talks_to_nobody()
    {
        SystemCallTrace.Require();
        EmbeddedModelFolder.Require();
        var record = _folder["ask.trace"];

        var result = await JudgerTool.RunAsync(
            SystemCallTrace.Wrapper(record), Surroundings,
            "ask", "--image", _folder.Write("scene.png", TestPng.Scene()), "--question", "What is it?", "--json");

        Assert.Equal("What is it?", result.Json().GetProperty("question").GetString());
        AssertSilent(record);
    }

    [Fact]
    public async Task A_name_that_is_looked_up_would_be_seen()
    {
        SystemCallTrace.Require();
        var record = _folder["health.trace"];

        // RFC 6761: names below .invalid never resolve.
        var result = await JudgerTool.RunAsync(SystemCallTrace.Wrapper(record), Surroundings, "health", "--url", "http://silo.invalid:1");

        Assert.Equal(1, result.ExitCode);
        Assert.NotEmpty(SystemCallTrace.Conversations(record));
    }

    [Theory]
    [InlineData("""123 connect(33, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("20.42.65.84")}, 16) = 0""", true)]
    [InlineData("""123 connect(33, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("127.0.0.1")}, 16 <unfinished ...>""", false)]
    [InlineData("""123 sendto(7, "\1\0", 45, MSG_NOSIGNAL, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 45""", true)]
    [InlineData("""123 connect(9, {sa_family=AF_INET6, sin6_port=htons(443), inet_pton(AF_INET6, "2603:1030::1", &sin6_addr)}, 28) = 0""", true)]
    [InlineData("""123 connect(9, {sa_family=AF_INET6, sin6_port=htons(443), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0""", false)]
    [InlineData("""123 connect(9, {sa_family=AF_UNIX, sun_path="/tmp/socket"}, 110) = 0""", false)]
    [InlineData("""123 openat(AT_FDCWD, "/etc/resolv.conf", O_RDONLY|O_CLOEXEC) = 5""", true)]
    [InlineData("""123 openat(AT_FDCWD, "/etc/passwd", O_RDONLY|O_CLOEXEC) = 5""", false)]
    public void A_record_is_read_line_by_line(string line, bool isConversation) =>
        Assert.Equal(isConversation ? [line] : [], SystemCallTrace.Conversations(_folder.Write("one.trace", line + "\n")));

    private void AssertSilent(string record)
    {
        Assert.NotEmpty(File.ReadLines(record));
        Assert.Equal([], SystemCallTrace.Conversations(record));
        Assert.Equal([], Directory.EnumerateFileSystemEntries(_folder["home"], "*", SearchOption.AllDirectories));

        // The runtime's own pipes for debuggers go with the process; the telemetry's session file would stay.
        Assert.Equal([], Directory.EnumerateFiles(_folder["tmp"], "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }));
    }
}
