using System.Text.Json;
using System.Text.Json.Nodes;

namespace Judger.Server.Tests.Http.OpenAI;

/// <summary>How tokens are chosen, over both of the server's APIs: what is accepted, what it does, and what is refused by its name.</summary>
public sealed class SamplingParameterTests : IAsyncLifetime
{
    private HttpSilo _silo = null!;

    public async ValueTask InitializeAsync() => _silo = await HttpSilo.StartAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Theory]
    [InlineData("top_k", "40")]
    [InlineData("min_p", "0.1")]
    [InlineData("frequency_penalty", "-1.5")]
    [InlineData("presence_penalty", "2")]
    [InlineData("repetition_penalty", "1.1")]
    [InlineData("repetition_penalty", "1")]
    [InlineData("logit_bias", """{"70":-100,"100":2.5}""")]
    public async Task A_parameter_is_accepted_and_in_the_record(string name, string value)
    {
        var completion = await (await _silo.CompleteAsync(ChatCalls.Chat(_silo.NewImage(), $$"""{"{{name}}": {{value}}, "temperature": 0.7}"""))).JsonAsync();
        var record = await (await _silo.PostAsync(_silo.Question(("sampling", new Dictionary<string, object>
        {
            [name] = JsonDocument.Parse(value).RootElement,
            ["temperature"] = 0.7,
        })))).JsonAsync();

        foreach (var asked in new[] { completion.GetProperty("judger"), record })
            Assert.Equal(value, asked.GetProperty("options").GetProperty("sampling").GetProperty(name).Compact());
    }

    [Theory]
    [InlineData("top_k", "-2", "top_k must be between -1 and 2147483647.")]
    [InlineData("top_k", "1.5", "top_k must be a whole number.")]
    [InlineData("top_k", "\"all\"", "top_k must be a number.")]
    [InlineData("min_p", "1.01", "min_p must be between 0 and 1.")]
    [InlineData("min_p", "-0.5", "min_p must be between 0 and 1.")]
    [InlineData("frequency_penalty", "2.5", "frequency_penalty must be between -2 and 2.")]
    [InlineData("frequency_penalty", "[]", "frequency_penalty must be a number.")]
    [InlineData("presence_penalty", "-3", "presence_penalty must be between -2 and 2.")]
    [InlineData("repetition_penalty", "0", "repetition_penalty must be between 0.01 and 100.")]
    [InlineData("repetition_penalty", "1e300", "repetition_penalty must be between 0.01 and 100.")]
    [InlineData("logit_bias", "[1]", "logit_bias must be an object.")]
    [InlineData("logit_bias", """{"a": 1}""", "logit_bias has the name \"a\", which is not the id of a token. Give ids such as \"42\".")]
    [InlineData("logit_bias", """{"007": 1}""", "logit_bias has the name \"007\", which is not the id of a token. Give ids such as \"42\".")]
    [InlineData("logit_bias", """{"7": 101}""", "logit_bias.7 must be between -100 and 100.")]
    [InlineData("logit_bias", """{"7": null}""", "logit_bias.7 must be a number.")]
    [InlineData("top_logprobs", "21", "top_logprobs must be between 0 and 20.")]
    [InlineData("top_logprobs", "-1", "top_logprobs must be between 0 and 20.")]
    [InlineData("top_logprobs", "5", "top_logprobs needs log-probabilities. Send logprobs: true with it.")]
    [InlineData("n", "0", "n must be between 1 and 8.")]
    [InlineData("n", "9", "n must be between 1 and 8.")]
    [InlineData("n", "1.5", "n must be a whole number.")]
    [InlineData("n", "\"2\"", "n must be a number.")]
    public async Task A_value_out_of_its_range_is_refused_by_its_name(string name, string value, string message)
    {
        var error = (await (await _silo.CompleteAsync(ChatCalls.Chat(_silo.NewImage(), $$"""{"{{name}}": {{value}}}"""))).JsonAsync(400)).GetProperty("error");

        Assert.Equal(message, error.GetProperty("message").GetString());
        Assert.StartsWith(name, error.GetProperty("param").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"top_k": -2}""", "top_k is -2; give at least 1, or 0 for all tokens.")]
    [InlineData("""{"min_p": 2}""", "min_p is 2; give 0 to 1.")]
    [InlineData("""{"frequency_penalty": -2.5}""", "frequency_penalty is -2.5; give -2 to 2.")]
    [InlineData("""{"presence_penalty": 3}""", "presence_penalty is 3; give -2 to 2.")]
    [InlineData("""{"repetition_penalty": 0}""", "repetition_penalty is 0; give 0.01 to 100.")]
    [InlineData("""{"logit_bias": {"7": -101}}""", "logit_bias gives -101 to the token 7; give ids of tokens, and -100 to 100 to each.")]
    [InlineData("""{"logit_bias": {"-7": 1}}""", "sampling.logit_bias has a name that is not the id of a token. Give ids such as \"42\".")]
    [InlineData("""{"logit_bias": {"7": "1"}}""", "sampling.logit_bias has a value that is not a number, for the token 7. Give -100 to 100.")]
    [InlineData("""{"logit_bias": 7}""", "sampling.logit_bias must be an object: ids of tokens as names, and -100 to 100 as values.")]
    [InlineData("""{"top_logprobs": 21, "token_probabilities": true}""", "top_logprobs is 21; give 0 to 20.")]
    [InlineData("""{"top_logprobs": 2}""", "top_logprobs needs the probabilities of tokens; ask for them too (token_probabilities).")]
    public async Task A_question_with_such_a_value_is_refused_too(string sampling, string detail)
    {
        var problem = await (await _silo.PostAsync(_silo.Question(("sampling", JsonNode.Parse(sampling)!)))).JsonAsync(400);

        Assert.Equal(detail, problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_bias_is_for_at_most_300_tokens_that_the_model_has()
    {
        var bias = new JsonObject();
        for (var token = 0; token < 300; token++) bias[token.ToString()] = token == 60 ? 1 : 0;
        await (await _silo.CompleteAsync(Biased(bias, 250))).JsonAsync();
        await (await _silo.PostAsync(_silo.Question(("sampling", new JsonObject { ["logit_bias"] = Take(bias, 250) })))).JsonAsync();

        var many = await (await _silo.CompleteAsync(Biased(With(bias, 300), 301))).JsonAsync(400);
        Assert.Equal("logit_bias has 301 tokens; the limit is 300.", many.GetProperty("error").GetProperty("message").GetString());
        var more = await (await _silo.PostAsync(_silo.Question(("sampling", new JsonObject { ["logit_bias"] = With(bias, 300) })))).JsonAsync(400);
        Assert.Equal("sampling.logit_bias has more than 300 tokens. Give at most 300.", more.GetProperty("detail").GetString());

        const string unknown = "logit_bias names the token 4000, which the model does not have: give ids from 0 to 258.";
        foreach (var stream in new[] { "false", "true" })
        {
            var chat = ChatCalls.Chat(_silo.NewImage(), $$$"""{"logit_bias": {"4000": 1}, "stream": {{{stream}}}, "n": 2, "temperature": 1}""");
            Assert.Equal(unknown, (await (await _silo.CompleteAsync(chat)).JsonAsync(400)).GetProperty("error").GetProperty("message").GetString());
        }

        var question = await _silo.PostAsync(_silo.Question(("sampling", new JsonObject { ["logit_bias"] = new JsonObject { ["4000"] = 1 } })));
        Assert.Equal(unknown, (await question.JsonAsync(400)).GetProperty("detail").GetString());

        JsonObject Biased(JsonObject all, int count) =>
            ChatCalls.Chat(_silo.NewImage(), new JsonObject { ["logit_bias"] = Take(all, count) }.ToJsonString());

        static JsonObject Take(JsonObject all, int count) => new(all.Take(count).Select(one => KeyValuePair.Create(one.Key, one.Value?.DeepClone())));

        static JsonObject With(JsonObject all, int token)
        {
            var one = Take(all, all.Count);
            one[token.ToString()] = 0;
            return one;
        }
    }

    [Fact]
    public async Task A_bias_and_penalties_change_every_stages_answer()
    {
        // Token 93 is Z. With a penalty the next most wanted comes after it.
        var always = ChatCalls.Chat(_silo.NewImage(), """{"logit_bias": {"93": 100}, "max_tokens": 4, "judger": {"policy": "never", "look": "always"}}""");
        var record = (await (await _silo.CompleteAsync(always)).JsonAsync()).GetProperty("judger");
        Assert.All(["baseline", "refine"], stage => Assert.Equal("ZZZZ", record.Entry(stage).GetProperty("answer").GetProperty("text").GetString()));

        var penalized = ChatCalls.Chat(_silo.NewImage(), """{"logit_bias": {"93": 40, "92": 39}, "presence_penalty": 2, "max_tokens": 3}""");
        Assert.Equal(["ZYZ"], (await (await _silo.CompleteAsync(penalized)).JsonAsync()).Messages().Select(text => text[..3]));
    }

    [Fact]
    public async Task The_most_probable_tokens_stand_beside_each_token_with_their_bytes()
    {
        var chat = ChatCalls.Chat(
            _silo.NewImage(),
            """{"logprobs": true, "top_logprobs": 3, "logit_bias": {"200": 100}, "max_tokens": 4, "judger": {"policy": "never", "include": ["tokens"]}}""");

        var completion = await (await _silo.CompleteAsync(chat)).JsonAsync();

        // Token 200 is byte 197, the first of a character of two. Neither it nor its bias changes what the model itself found probable.
        var tokens = completion.GetProperty("choices")[0].GetProperty("logprobs").GetProperty("content").EnumerateArray().ToList();
        Assert.Equal(4, tokens.Count);
        Assert.All(tokens, token =>
        {
            Assert.Equal([197], token.GetProperty("bytes").EnumerateArray().Select(value => value.GetInt32()));
            var most = token.GetProperty("top_logprobs").EnumerateArray().ToList();
            Assert.Equal(3, most.Count);
            var chances = most.Select(other => other.GetProperty("logprob").GetDouble()).ToList();
            Assert.Equal(chances.OrderDescending(), chances);
            Assert.InRange(chances.Sum(Math.Exp), 0.01, 1);
            Assert.InRange(token.GetProperty("logprob").GetDouble(), -100, chances[0]);
            Assert.All(most, other => Assert.Equal(
                other.GetProperty("token").GetString(),
                System.Text.Encoding.UTF8.GetString([.. other.GetProperty("bytes").EnumerateArray().Select(value => value.GetByte())])));
        });

        var kept = completion.GetProperty("judger").Entry("baseline").GetProperty("answer").GetProperty("tokens")[0];
        Assert.Equal("[197]", kept.GetProperty("bytes").Compact());
        Assert.Equal(
            tokens[0].GetProperty("top_logprobs").EnumerateArray().Select(other => other.GetProperty("logprob").GetDouble()),
            kept.GetProperty("top").EnumerateArray().Select(other => other.GetProperty("log_probability").GetDouble()));
    }

    [Fact]
    public async Task Without_them_a_question_and_its_record_are_as_they_were()
    {
        var chat = ChatCalls.Chat(
            _silo.NewImage(),
            """
            {"logprobs": true, "top_logprobs": 0, "top_k": -1, "min_p": 0, "frequency_penalty": 0, "presence_penalty": 0.0, "logit_bias": {}, "n": 1,
             "judger": {"policy": "never", "include": ["tokens"]}}
            """);

        var completion = await (await _silo.CompleteAsync(chat)).JsonAsync();

        var record = completion.GetProperty("judger");
        Assert.Equal("""{"token_probabilities":true}""", record.GetProperty("options").GetProperty("sampling").Compact());
        Assert.False(record.TryGetProperty("choices", out _));
        var token = record.Entry("baseline").GetProperty("answer").GetProperty("tokens")[0];
        Assert.Equal(["id", "text", "log_probability"], token.EnumerateObject().Select(member => member.Name));
        var told = completion.GetProperty("choices")[0].GetProperty("logprobs").GetProperty("content")[0];
        Assert.Equal("[]", told.GetProperty("top_logprobs").Compact());
    }
}
