using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests;

/// <summary>
/// What is wrong with a question is said before the model is loaded: each of these also names a model folder that does not exist, which is the last thing to
/// be noticed.
/// </summary>
public sealed class AskChecksTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("The question is empty; ask something.", "--question", "")]
    [InlineData("The reference expert needs the right answer;", "--question", "Q", "--expert", "reference")]
    [InlineData("set it between 0 and 16", "--question", "Q", "--rounds", "17")]
    [InlineData("Endpoint is \"nowhere\", which is not a URL;", "--question", "Q", "--expert", "judge", "--expert-endpoint", "nowhere")]
    [InlineData("Experts that need no server: self, reference, none.", "--question", "Q", "--expert", "slef", "--api-key-file", "/no/such/key")]
    [InlineData("temperature is 3; give 0 to 2.", "--question", "Q", "--temperature", "3")]
    [InlineData("top_k is -3; give at least 1, or 0 for all tokens.", "--question", "Q", "--top-k", "-3")]
    [InlineData("min_p is 1.5; give 0 to 1.", "--question", "Q", "--min-p", "1.5")]
    [InlineData("frequency_penalty is 9; give -2 to 2.", "--question", "Q", "--frequency-penalty", "9")]
    [InlineData("presence_penalty is -9; give -2 to 2.", "--question", "Q", "--presence-penalty", "-9")]
    [InlineData("repetition_penalty is 0; give 0.01 to 100.", "--question", "Q", "--repetition-penalty", "0")]
    [InlineData("top_logprobs is 21; give 0 to 20.", "--question", "Q", "--top-logprobs", "21")]
    [InlineData("logit_bias gives 200 to the token 5;", "--question", "Q", "--logit-bias", "4=1,5=200")]
    [InlineData("--logit-bias has \"a=1\"; give TOKEN=BIAS", "--question", "Q", "--logit-bias", "4=1,a=1")]
    [InlineData("--logit-bias has \"4=2\"; give TOKEN=BIAS, each token once", "--question", "Q", "--logit-bias", "4=1,4=2")]
    public async Task Options(string part, params string[] options) => (await AskAsync(_folder.Write("scene.png", TestPng.Scene()), options)).AssertError(part);

    [Fact]
    public async Task An_image_that_does_not_exist() => (await AskAsync(_folder["none.png"], "--question", "Q")).AssertError("none.png does not exist");

    [Fact]
    public async Task An_image_that_cannot_be_decoded() =>
        (await AskAsync(_folder.Write("cut.png", TestPng.Scene()[..^20_000]), "--question", "Q")).AssertError("damaged or incomplete");

    [Fact]
    public async Task An_overlay_that_cannot_be_written()
    {
        var image = _folder.Write("scene.png", TestPng.Scene());

        (await AskAsync(image, "--question", "Q", "--overlay", _folder["no/such/overlay.png"])).AssertError("overlay.png cannot be written; check the folder");
        (await AskAsync(image, "--question", "Q", "--overlay", _folder.Root)).AssertError("cannot be written; check the folder");
    }

    [Fact]
    public async Task An_overlay_that_can_be_written_is_left_as_it_was_when_something_else_is_wrong()
    {
        var image = _folder.Write("scene.png", TestPng.Scene());
        var (kept, missing) = (_folder.Write("kept.png", "before"), _folder["missing.png"]);

        (await AskAsync(image, "--question", "Q", "--overlay", kept)).AssertError("There is no model folder at");
        (await AskAsync(image, "--question", "Q", "--overlay", missing)).AssertError("There is no model folder at");

        Assert.Equal("before", await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(missing));
    }

    private Task<ToolResult> AskAsync(string image, params string[] options) =>
        JudgerTool.RunAsync(["ask", "--image", image, "--model", _folder["nowhere"], .. options]);
}
