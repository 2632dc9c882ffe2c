using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Judger.Server.Http.Requests;
using Judger.Server.Http.Security;
using Judger.Server.Tests.Http;
using Judger.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Judger.Server.Tests.Telemetry;

/// <summary>What a silo tells Prometheus. Whoever listens to metrics hears all silos of the process, so no other test runs beside these.</summary>
[Collection(nameof(MetricsTests))]
[CollectionDefinition(nameof(MetricsTests), DisableParallelization = true)]
public sealed class MetricsTests
{
    private static readonly (string, string) Slot = ("judger_slot", "local/simulated:0/simulated");

    [Fact]
    public async Task A_question_is_counted_with_its_stages_verdict_correction_and_work()
    {
        await using var silo = await HttpSilo.StartAsync(options => options.Http.Metrics = true);

        var record = await (await silo.PostAsync(
            silo.Question(("expert", "reference"), ("reference_answer", "seven"), ("policy", "always"), ("max_rounds", 1)))).JsonAsync();

        var metrics = await ScrapeAsync(silo);
        Assert.Equal(1, metrics.Sum("judger_question_duration_seconds_count", ("judger_outcome", "answered")));
        Assert.Equal(1, metrics.Sum("judger_question_first_answer_duration_seconds_count"));
        Assert.Equal(0, metrics.Sum("judger_question_active"));
        foreach (var stage in new[] { "baseline", "locate", "refine", "judge", "correct" })
            Assert.Equal(1, metrics.Sum("judger_stage_duration_seconds_count", ("judger_stage", stage)));
        Assert.Equal(1, metrics.Sum("judger_verdicts_total", ("judger_expert", "reference"), ("judger_verdict", "incorrect")));
        Assert.Equal(1, metrics.Sum("judger_corrections_total", ("judger_expert", "reference"), ("judger_correction", "stayed_wrong")));

        // What the record says was done is what the device says it did.
        var works = Works(record).ToList();
        foreach (var (kind, member) in new[] { ("prefilled", "tokens_prefilled"), ("reused", "tokens_reused"), ("generated", "tokens_generated") })
            Assert.Equal(works.Sum(work => work.GetProperty(member).GetInt32()), metrics.Sum("judger_slot_tokens_total", Slot, ("judger_token_kind", kind)));
        Assert.Equal(
            works.Sum(work => work.GetProperty("images_encoded").GetInt32()),
            metrics.Sum("judger_slot_images_total", Slot, ("judger_image_source", "encoded")));

        // Baseline, the general prompt's row, refined, corrected.
        Assert.Equal(4, metrics.Sum("judger_slot_phase_duration_seconds_count", Slot, ("judger_phase", "prefill")));
        Assert.Equal(4, metrics.Sum("gen_ai_server_request_duration_seconds_count", ("gen_ai_request_model", "simulated")));
        Assert.Equal(3, metrics.Sum("gen_ai_server_time_to_first_token_seconds_count"));
        Assert.Equal(3, metrics.Sum("gen_ai_server_time_per_output_token_seconds_count"));
        Assert.InRange(metrics.Sum("judger_slot_busy_time_seconds_total", Slot), 0.001, 60);
        Assert.Equal(8, metrics.Sum("judger_slot_lanes_limit", Slot));
        Assert.True(metrics.Sum("judger_model_load_duration_seconds", Slot) > 0);
        foreach (var meter in new[] { "dotnet_gc_collections_total", "orleans_catalog_activations", "http_server_request_duration_seconds_count" })
            Assert.NotEmpty(metrics.Find(meter));
    }

    [Fact]
    public async Task Questions_that_end_badly_are_counted_by_cause()
    {
        await using var silo = await HttpSilo.StartAsync(options => options.Http.Metrics = true, stepMilliseconds: 100);

        await (await silo.PostAsync(silo.Question(("crop", new[] { 0, 0, 5000, 5000 })))).ProblemAsync(400);
        await (await silo.PostAsync(silo.Question(("mode", "background"), ("id", "stopped")))).JsonAsync(202);
        await (await silo.SendAsync(HttpMethod.Delete, "/v1/questions/stopped")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        // Enough for the baseline, which takes 0.4 s, so that the slot takes it; not for all stages.
        var cut = await (await silo.PostAsync(silo.Question(("budget_seconds", 0.7), ("policy", "always")))).Content.ReadAsStringAsync(
            TestContext.Current.CancellationToken);

        var metrics = await ScrapeAsync(silo);
        Assert.Equal(1, metrics.Sum("judger_question_duration_seconds_count", ("judger_outcome", "rejected"), ("error_type", "question_rejected")));
        Assert.Equal(1, metrics.Sum("judger_question_duration_seconds_count", ("judger_outcome", "cancelled"), ("error_type", "question_cancelled")));
        Assert.True(
            metrics.Sum("judger_question_duration_seconds_count", ("judger_outcome", "expired"))
            + metrics.Sum("judger_question_duration_seconds_count", ("judger_outcome", "cut_short")) == 1,
            cut);
        Assert.Equal(0, metrics.Sum("judger_question_active"));
        Assert.NotEmpty(metrics.Find("judger_stage_duration_seconds_count", ("error_type", "cancelled")));
    }

    [Fact]
    public async Task Memory_that_is_short_shows_in_metrics_and_in_the_log()
    {
        var log = new LogLines();
        await using var silo = await HttpSilo.StartAsync(options =>
        {
            options.Http.Metrics = true;
            (options.Memory.BodyBytes, options.Memory.BodyTimeout) = (16 << 20, TimeSpan.FromSeconds(1.2));
        }, configureHost: builder => builder.Logging.AddProvider(log));
        var budget = silo.Services.GetRequiredService<BodyBudget>().Large;
        var held = await budget.ReserveAsync(budget.Capacity, cancellationToken: TestContext.Current.CancellationToken);

        var large = new string('A', 1 << 20);
        await (await PostLargeAsync()).ProblemAsync(503);
        var waiting = PostLargeAsync();
        await Poll.UntilAsync(() => budget.Waiting > 0, "a body waits");
        await Task.Delay(TimeSpan.FromSeconds(1.05), TestContext.Current.CancellationToken);
        held.Dispose();
        await (await waiting).ProblemAsync(400);

        var metrics = await ScrapeAsync(silo);
        (string, string) bodies = ("judger_memory_budget", "request bodies");
        Assert.Equal(1, metrics.Sum("judger_memory_shortages_total", bodies, ("judger_memory_outcome", "refused")));
        Assert.Equal(2, metrics.Sum("judger_memory_shortages_total", bodies, ("judger_memory_outcome", "delayed")));
        Assert.Equal(2, metrics.Sum("judger_memory_wait_duration_seconds_count", bodies));
        Assert.Equal(budget.Capacity, metrics.Sum("judger_memory_limit_bytes", bodies));
        Assert.Equal(0, metrics.Sum("judger_memory_usage_bytes", bodies));
        Assert.Equal(0, metrics.Sum("judger_memory_queue", bodies));
        Assert.Equal(3, metrics.Find("judger_memory_limit_bytes").Count());
        Assert.Single(
            log.All,
            line => line.StartsWith(
                "MemoryRefused A request was refused because the memory for request bodies is in use: it needs 4 MB, and 15 of 15 MB",
                StringComparison.Ordinal));
        Assert.Single(
            log.All, line => line.StartsWith("MemoryDelayed A request waited for memory for request bodies: 4 MB for 1.", StringComparison.Ordinal));

        Task<HttpResponseMessage> PostLargeAsync() =>
            silo.SendAsync(HttpMethod.Post, "/v1/questions", new StringContent(large, MediaTypeHeaderValue.Parse("application/json")));
    }

    [Fact]
    public async Task Whatever_is_asked_the_number_of_series_stays_the_same()
    {
        await using var silo = await HttpSilo.StartAsync(options =>
        {
            options.Http.Metrics = true;
            options.Questions.SlotTimeout = TimeSpan.FromMilliseconds(10);
        });
        for (var i = 0; i < 3; i++) await (await silo.PostAsync(silo.Question(("id", $"warm-{i}")))).JsonAsync();
        await silo.PostAsync(silo.Question(("model", "none")));
        var before = Count(await ScrapeAsync(silo));

        for (var i = 0; i < 20; i++)
        {
            await (await silo.PostAsync(silo.Question(("id", $"id-{i}"), ("question", $"What is {i}?")))).JsonAsync();
            await silo.PostAsync(silo.Question(("model", $"none-{i}")));
            await silo.PostAsync(silo.Question(("expert", $"nobody-{i}")));
        }

        Assert.Equal(before, Count(await ScrapeAsync(silo)));

        // Judger's own, without the buckets of histograms that fill up.
        static int Count(Scrape scrape) => scrape.Samples.Count(
            sample => sample.Name.StartsWith("judger_", StringComparison.Ordinal) && !sample.Name.EndsWith("_bucket", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_want_a_key_for_metrics_and_such_a_key_is_good_for_nothing_else()
    {
        var (asks, reads) = (ApiKeyHash.NewKey(), ApiKeyHash.NewKey());
        await using var silo = await HttpSilo.StartAsync(options =>
        {
            options.Http.Metrics = true;
            options.Http.ApiKeys =
            [
                new() { Name = "asks", Sha256 = ApiKeyHash.Of(asks) },
                new() { Name = "prometheus", Sha256 = ApiKeyHash.Of(reads), Scopes = [ApiScope.Metrics] },
            ];
        });

        Assert.Equal("invalid_api_key", await (await silo.SendAsync(HttpMethod.Get, "/metrics")).ProblemAsync(401));
        Assert.Equal("missing_scope", await (await silo.SendAsync(HttpMethod.Get, "/metrics", key: asks)).ProblemAsync(403));
        Assert.Equal("missing_scope", await (await silo.PostAsync(silo.Question(), reads)).ProblemAsync(403));
        Assert.NotEmpty((await ScrapeAsync(silo, reads)).Samples);
    }

    [Fact]
    public async Task Without_the_option_there_is_nothing_to_scrape_and_no_dashboard()
    {
        await using var silo = await HttpSilo.StartAsync();

        Assert.Equal(404, (int)(await silo.SendAsync(HttpMethod.Get, "/metrics")).StatusCode);
        Assert.Equal(404, (int)(await silo.SendAsync(HttpMethod.Get, "/dashboard/")).StatusCode);
    }

    [Fact]
    public async Task The_dashboard_is_for_admins_who_may_give_their_key_to_a_browser()
    {
        var (asks, admin) = (ApiKeyHash.NewKey(), ApiKeyHash.NewKey());
        await using var silo = await HttpSilo.StartAsync(options =>
        {
            options.Http.Dashboard = true;
            options.Http.ApiKeys =
            [
                new() { Name = "asks", Sha256 = ApiKeyHash.Of(asks) },
                new() { Name = "operator", Sha256 = ApiKeyHash.Of(admin), Scopes = [ApiScope.Admin] },
            ];
        });

        foreach (var path in new[] { "/dashboard/", "/dashboard/DashboardCounters", "/dashboard/index.min.js" })
        {
            var unknown = await silo.SendAsync(HttpMethod.Get, path);
            Assert.Equal((401, "Basic"), ((int)unknown.StatusCode, Assert.Single(unknown.Headers.WwwAuthenticate).Scheme));
            Assert.Equal("missing_scope", await (await silo.SendAsync(HttpMethod.Get, path, key: asks)).ProblemAsync(403));
            var page = await silo.SendAsync(
                HttpMethod.Get,
                path,
                headers: headers => headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"anybody:{admin}"))));
            Assert.Equal(200, (int)page.StatusCode);
        }

        foreach (var nonsense in new[] { "", "%%%", "bm9jb2xvbg==" })
        {
            Assert.Equal(
                401,
                (int)(await silo.SendAsync(
                    HttpMethod.Get, "/dashboard/", headers: headers => headers.TryAddWithoutValidation("Authorization", $"Basic {nonsense}"))).StatusCode);
        }
    }

    private static async Task<Scrape> ScrapeAsync(HttpSilo silo, string? key = null)
    {
        // A scrape is kept for a moment, for several who scrape at once.
        await Task.Delay(TimeSpan.FromSeconds(0.5), TestContext.Current.CancellationToken);
        var response = await silo.SendAsync(HttpMethod.Get, "/metrics", key: key);
        Assert.Equal(200, (int)response.StatusCode);
        return Scrape.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>All members "work" of a record, however deep.</summary>
    private static IEnumerable<JsonElement> Works(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => member.Name == "work" ? [member.Value] : Works(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Works),
        _ => [],
    };
}
