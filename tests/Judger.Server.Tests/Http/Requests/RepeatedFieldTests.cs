using System.Text;

namespace Judger.Server.Tests.Http.Requests;

/// <summary>A field that is given twice: nobody can tell which one is meant, so neither is dropped in silence.</summary>
public sealed class RepeatedFieldTests : IAsyncLifetime
{
    private HttpSilo _silo = null!;

    public async ValueTask InitializeAsync() => _silo = await HttpSilo.StartAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Theory]
    [InlineData("question", "What is it?", "What is it?")]
    [InlineData("options", "{}", "{}")]
    [InlineData("id", "a", "b")]
    [InlineData("mode", "wait", "stream")]
    [InlineData("digest", "a", "b")]
    [InlineData("url", "a", "b")]
    public async Task A_form_field_is_refused_by_name(string field, string first, string second)
    {
        using var form = new MultipartFormDataContent { { new StringContent(first), field }, { new StringContent(second), field } };

        Assert.StartsWith($"{field} is given more than once.", await DetailAsync(form), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_images_in_a_form_are_refused_by_name()
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("What is it?"), "question" },
            { new ByteArrayContent(_silo.NewImage()), "image", "a.png" },
            { new ByteArrayContent(_silo.NewImage()), "image", "b.png" },
        };

        Assert.StartsWith("image is given more than once.", await DetailAsync(form), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id", "a", "{\"id\": \"b\"}")]
    [InlineData("mode", "wait", "{\"mode\": \"stream\"}")]
    [InlineData("question", "Q", "{\"question\": \"Q\"}")]
    [InlineData("digest", "00", "{\"image\": {\"digest\": \"00\"}}")]
    public async Task A_field_that_the_options_have_too_is_refused(string field, string value, string options)
    {
        using var form = new MultipartFormDataContent { { new StringContent(value), field }, { new StringContent(options), "options" } };

        Assert.Contains("more than once", await DetailAsync(form), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"question": "a", "Question": "b"}""", "Question is given more than once.")]
    [InlineData("""{"question": "a", "sampling": {"seed": 1, "SEED": 2}}""", "sampling.SEED is given more than once.")]
    public async Task Names_that_are_read_alike_are_one_name(string json, string detail)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");

        Assert.StartsWith(detail, await DetailAsync(content), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image", "must be a file")]
    [InlineData("colour", "unknown field colour")]
    public async Task A_field_of_another_kind_is_refused(string field, string part)
    {
        using var form = new MultipartFormDataContent { { new StringContent("a"), field } };

        Assert.Contains(part, await DetailAsync(form), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_where_a_text_belongs_is_refused()
    {
        using var form = new MultipartFormDataContent { { new StringContent("What is it?"), "question", "question.txt" } };

        Assert.StartsWith("question is sent as a file.", await DetailAsync(form), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--b--", "multipart/form-data; boundary=b")]
    [InlineData("", "multipart/form-data; boundary=b")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"question\"\r\n\r\nQ", "multipart/form-data; boundary=b")]
    [InlineData("a", "multipart/form-data")]
    [InlineData("--b\r\n\r\na\r\n--b--\r\n", "multipart/form-data; boundary=b")]
    public async Task A_damaged_form_is_a_bad_request(string body, string contentType)
    {
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        Assert.NotEmpty(await DetailAsync(content));
    }

    [Theory]
    [InlineData("""{"question": "Q", "question": "R"}""", "question is given more than once.")]
    [InlineData("""{"question": "Q", "image": {"digest": "a", "digest": "b"}}""", "image.digest is given more than once.")]
    public async Task A_member_of_a_question_is_refused_by_name(string json, string detail)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");

        Assert.StartsWith(detail, await DetailAsync(content), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model": "a", "model": "b"}""", "model")]
    [InlineData("""{"messages": [{"role": "user", "role": "system"}]}""", "messages[0].role")]
    public async Task A_parameter_of_a_chat_is_refused_by_name(string json, string parameter)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");

        var error = (await (await _silo.SendAsync(HttpMethod.Post, "/v1/chat/completions", content)).JsonAsync(400)).GetProperty("error");

        Assert.Equal(parameter, error.GetProperty("param").GetString());
    }

    private async Task<string> DetailAsync(HttpContent content) =>
        (await (await _silo.SendAsync(HttpMethod.Post, "/v1/questions", content)).JsonAsync(400)).GetProperty("detail").GetString()!;
}
