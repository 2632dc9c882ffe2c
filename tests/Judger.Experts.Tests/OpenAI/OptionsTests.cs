using Judger.Experts.Limits;
using Judger.Experts.OpenAI;
using Microsoft.Extensions.Configuration;

namespace Judger.Experts.Tests.OpenAI;

/// <summary>Errors in an expert's options are reported before the expert is asked.</summary>
public sealed class OptionsTests
{
    [Fact]
    public void The_defaults_need_a_name_and_a_model() =>
        Assert.Equal(
            ["Name is empty; set it to a name for the expert.", "Model is empty; set it to the model's name on the server."],
            new OpenAIExpertOptions().Errors());

    [Theory]
    [InlineData("localhost:8000")]
    [InlineData("ftp://host/v1")]
    [InlineData("")]
    public void An_endpoint_that_is_not_a_URL(string endpoint) =>
        Assert.Equal(
            $"Endpoint is \"{endpoint}\", which is not a URL; set it to one such as https://api.openai.com/v1.",
            Single(options => options.Endpoint = endpoint));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_configuration_without_temperature_and_limit_sends_none(string? value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("MaxTokens", value), new("Temperature", value)]).Build();
        var options = new OpenAIExpertOptions { Name = "judge", Model = "judge-7b" };

        configuration.Bind(options);

        Assert.Equal((null, null), (options.MaxTokens, options.Temperature));
        Assert.Empty(options.Errors());
    }

    [Fact]
    public void A_secret_in_the_endpoint_is_not_repeated() =>
        Assert.DoesNotContain("hunter2", Single(options => options.Endpoint = "https://me:hunter2@host/v1"), StringComparison.Ordinal);

    [Fact]
    public void Every_limit_is_checked()
    {
        var limits = new ExpertLimitOptions
        {
            Concurrency = 0,
            RequestsPerMinute = 0,
            TokensPerMinute = -1,
            Attempts = 0,
            FirstPause = TimeSpan.FromHours(1),
            BreakAfter = 1,
            BreakWindow = default,
            BreakTime = default,
            BudgetRequests = -1,
            BudgetTokens = -1,
            BudgetPeriod = default,
        };

        Assert.Equal(11, limits.Errors().Count());
        Assert.Empty(new ExpertLimitOptions().Errors());
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("two\nlines")]
    public void A_key_file_that_does_not_hold_a_key(string text)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, text);
        try
        {
            var error = Assert.Throws<ExpertException>(() => ApiKeys.Read(new() { ApiKeyFile = file }));

            Assert.StartsWith(file, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void OpenAI_wants_a_key_and_a_local_server_does_not()
    {
        Assert.Null(ApiKeys.Read(new() { Endpoint = "http://127.0.0.1:8000/v1" }));
        var missing = Assert.Throws<ExpertException>(() => ApiKeys.Read(new() { ApiKeyVariable = "JUDGER_TEST_NO_SUCH_KEY" }));
        Assert.StartsWith("The environment variable JUDGER_TEST_NO_SUCH_KEY does not hold an API key.", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_price_that_is_given_goes_before_the_listed_one()
    {
        var usage = new ExpertSpending(1, 1_000_000, 100_000);

        Assert.Equal(3.5m, ExpertPrices.Of(new() { Model = "gpt-4o" })!.Cost(usage));
        Assert.Equal(1.2m, ExpertPrices.Of(new() { Model = "gpt-4o", InputPrice = 1, OutputPrice = 2 })!.Cost(usage));
        Assert.Null(ExpertPrices.Of(new() { Model = "gpt-4o", Endpoint = "http://127.0.0.1:8000/v1" }));
    }

    private static string Single(Action<OpenAIExpertOptions> change)
    {
        var options = new OpenAIExpertOptions { Name = "judge", Model = "judge-7b" };
        change(options);
        return Assert.Single(options.Errors());
    }
}
