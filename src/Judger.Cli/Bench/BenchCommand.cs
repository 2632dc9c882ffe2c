using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Judger.Cli.Commands;
using Judger.Cli.Output;
using Judger.Server.Records;

namespace Judger.Cli.Bench;

/// <summary><c>judger bench</c>: a load of questions, and how long each stage takes under it.</summary>
internal static class BenchCommand
{
    private const int MostQuestions = 100_000;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    private const string Description =
        """
        Asks many questions about scenes of the synthetic world and measures throughput, refusals and the latency of every stage.

        A closed loop (--concurrency, --count) keeps a fixed number of questions in flight. An open loop (--rate,
        --duration) lets them arrive at random times (a Poisson process), however many are in flight, and measures from
        their arrival. Refused questions are not asked again. Ctrl-C prints what is known by then.

        Examples:
          judger bench --concurrency 8 --count 200
          judger bench --rate 20 --duration 30 --image-reuse 0.9 --json
          judger bench --endpoint http://127.0.0.1:8080 --concurrency 16 --count 1000
          judger bench --cluster redis=127.0.0.1:6379 --rate 50 --duration 60
        """;

    public static Command Create()
    {
        var cluster = new Option<string?>("--cluster")
        {
            Description = "Asks a cluster: redis=HOST:PORT, gateway=ADDRESS:PORT or postgres=CONNECTION. Default without --endpoint: this process answers.",
        };
        var endpoint = new Option<string?>("--endpoint") { Description = "Asks a server over HTTP, such as http://127.0.0.1:8080." };
        var keyFile = new Option<string?>("--api-key-file") { Description = "A file that holds the server's API key." };
        var remote = new Option<bool>("--allow-remote") { Description = "Allows a load on machines other than this one." };
        var concurrency = new Option<int>("--concurrency") { Description = "Closed loop: questions in flight.", DefaultValueFactory = _ => 4 };
        concurrency.AtLeast(1);
        var count = new Option<int>("--count") { Description = "Closed loop: questions in all.", DefaultValueFactory = _ => 100 };
        count.AtLeast(1);
        var rate = new Option<double?>("--rate") { Description = "Open loop: questions a second, on average." };
        var duration = new Option<double>("--duration") { Description = "Open loop: seconds in which questions arrive.", DefaultValueFactory = _ => 30 };
        var reuse = new Option<double>("--image-reuse")
        {
            Description = "How often a question is about an image that was asked about before, 0 to 1.",
            DefaultValueFactory = _ => 0.5,
        };
        var warmUp = new Option<int>("--warm-up") { Description = "Questions that are asked first and not measured.", DefaultValueFactory = _ => 8 };
        warmUp.AtLeast(0);
        var seed = new Option<int>("--seed") { Description = "The random seed of questions and arrivals.", DefaultValueFactory = _ => 1 };
        seed.AtLeast(0);
        var expert = new Option<string>("--expert")
        {
            Description = "Who judges: self (the model), reference (the known answer), none, or an expert of the cluster's configuration.",
            DefaultValueFactory = _ => ExpertNames.Self,
        };
        expert.NotEmpty("name");
        var policy = new Option<string>("--policy")
        {
            Description = "When the expert is asked.",
            DefaultValueFactory = _ => PolicyName.Of(JudgmentPolicy.Always),
        };
        policy.AcceptOnlyFromAmong([.. PolicyName.All]);
        var tokens = new Option<bool>("--tokens") { Description = "Reads answers while they are written, and measures the time to the first token." };
        var model = CommonOptions.Model();
        var json = CommonOptions.Json();
        var verbose = CommonOptions.Verbose();
        var command = new Command("bench", Description)
        {
            cluster, endpoint, keyFile, remote, concurrency, count, rate, duration, reuse, warmUp, seed, expert, policy, tokens, model, json, verbose,
        };
        Within(rate, value => value is > 0 and <= MostQuestions, $"must be above 0 and at most {MostQuestions}");
        Within(duration, value => value is > 0 and <= 86_400, "must be above 0 and at most 86400");
        Within(reuse, value => value is >= 0 and <= 1, "must be 0 to 1");
        Within(count, value => value <= MostQuestions, $"must be at most {MostQuestions}");
        command.Validators.Add(result =>
        {
            if (IsGiven(rate) && (IsGiven(count) || IsGiven(concurrency)))
                result.AddError("--rate is an open loop, --count and --concurrency are a closed one; give only one of them.");
            if (IsGiven(duration) && !IsGiven(rate)) result.AddError("--duration is for an open loop; give --rate with it.");

            bool IsGiven(Option option) => result.GetResult(option) is { Implicit: false };
        });
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            async () =>
        {
            var target = new BenchTarget(parsed.GetValue(cluster), parsed.GetValue(endpoint), parsed.GetValue(keyFile), parsed.ModelFolder(model));
            target.Check(parsed.GetValue(remote));
            if (parsed.GetValue(rate) * parsed.GetValue(duration) > MostQuestions)
                throw new CliException($"--rate times --duration is more than {MostQuestions} questions; lower one of them.");
            var workload = new BenchWorkload((ulong)parsed.GetValue(seed), parsed.GetValue(reuse));
            var arrivals = parsed.GetValue(rate) is { } perSecond ? workload.Arrivals(perSecond, parsed.GetValue(duration)) : null;
            var starting = target.StartAsync(parsed.GetValue(verbose), cancellationToken);
            if (arrivals is { Count: 0 }) throw new CliException("No question arrives in this time; raise --rate or --duration.");
            var questions = workload.Draw(arrivals?.Count ?? parsed.GetValue(count), cancellationToken);
            var before = workload.DrawWarmUp(parsed.GetValue(warmUp), cancellationToken);
            await using var judger = await starting;
            var run = new BenchRun(
                judger.Client,
                truth => Options(parsed.GetValue(expert)!, parsed.GetValue(policy)!, truth),
                parsed.GetValue(tokens) ? EventText.All : EventText.None);
            var load = arrivals is null
                ? $"{parsed.GetValue(concurrency)} in flight"
                : string.Create(CultureInfo.InvariantCulture, $"{parsed.GetValue(rate)}/s for {parsed.GetValue(duration)} s");
            await run.WarmUpAsync(before, parsed.GetValue(concurrency), cancellationToken);
            try
            {
                using var status = new StatusLine(Between);
                using var ticking = new Timer(_ => status.Show(() => Progress(run, questions.Count)), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
                await (arrivals is null
                    ? run.CloseAsync(questions, parsed.GetValue(concurrency), cancellationToken)
                    : run.OpenAsync(questions, arrivals, cancellationToken));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                Show(isInterrupted: true);
                throw;
            }

            Show(isInterrupted: false);
            if (run.Samples.All(sample => sample.Error is not null))
                throw new CliException($"No question was answered ({Codes(run)}); see the server's log, or lower the load.");

            void Show(bool isInterrupted)
            {
                var report = new BenchReport(target.Name, load, run.Samples, run.Elapsed, isInterrupted);
                if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(report.Describe(), RecordJson.Options));
                else report.Print();
            }
        },
            cancellationToken));
        return command;
    }

    private static void Within(Option option, Func<double, bool> isWithin, string range) => option.Validators.Add(result =>
    {
        // A value that is not a number has its own error.
        if (result.Tokens is [.., var last] && double.TryParse(last.Value, CultureInfo.InvariantCulture, out var number) && !isWithin(number))
            result.AddError($"{option.Name} {range}.");
    });

    private static AskOptions Options(string expert, string policy, string truth) => expert == ExpertArguments.None
        ? new() { Policy = JudgmentPolicy.Never }
        : new() { Expert = expert, Policy = PolicyName.Parse(policy), ReferenceAnswer = expert == ExpertNames.Reference ? truth : null };

    private static string Codes(BenchRun run) =>
        string.Join(", ", run.Samples.CountBy(sample => sample.Error!).Select(pair => $"{pair.Value.ToString(CultureInfo.InvariantCulture)} {pair.Key}"));

    private static string Progress(BenchRun run, int all)
    {
        var failed = run.Samples.Count(sample => sample.Error is not null);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Samples.Count} of {all} questions, {run.Samples.Count / Math.Max(run.Elapsed.TotalSeconds, 1e-3):F1}/s, {run.InFlight} in "
            + $"flight, {failed} refused or failed");
    }
}
