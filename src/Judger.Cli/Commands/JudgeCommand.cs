using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Judger.Cli.Hosting;
using Judger.Cli.Judging;
using Judger.Cli.Output;
using Judger.Experts;
using Judger.Experts.Limits;
using Judger.Experts.OpenAI;
using Judger.Server.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Judger.Cli.Commands;

/// <summary><c>judger judge</c>: judgments of a model's answers, as JUDGER's generate_judgment.py makes them.</summary>
internal static class JudgeCommand
{
    private const int ProblemsShown = 20;

    private const string Description =
        """
        Has an expert judge a model's answers: JSON lines {question_id, prompt, text, answer, image} become the same lines with "judgment".

        The expert sees the image, the question, the model's answer (text) and the right one (answer). It is asked only where the two differ; elsewhere the
        judgment is null. Lines come out in the order in which they went in. Ctrl-C and crashes lose nothing: the same command continues where it stopped.
        The API key is read from the environment (OPENAI_API_KEY) or a file.

        A line cannot be judged when it is not valid, its image is missing, or the expert's reply is refused, filtered, cut off or empty. --bad-lines says
        what happens then: skip leaves it out, write adds it with the reason in "judgment_error" instead of a judgment, stop ends the run. A line that is not
        valid JSON is left out by write too. The same command judges such lines again.

        Exit codes: 0 all lines judged, 1 error, 3 some lines could not be judged, 130 interrupted.

        Examples:
          judger judge --input-jsonl answers.jsonl --images images --dry-run
          judger judge --input-jsonl answers.jsonl --output-jsonl judged.jsonl --images images --concurrency 16
          judger judge --input-jsonl answers.jsonl --images images --endpoint http://127.0.0.1:8000/v1 --model llava-1.5-13b
          judger judge --input-jsonl answers.jsonl --images images --model reference
        """;

    public static Command Create()
    {
        var input = new Option<string>("--input-jsonl", "--input_jsonl") { Description = "The answers, as JSON lines.", Required = true };
        input.NotEmpty();
        var output = new Option<string?>("--output-jsonl", "--output_jsonl")
        {
            Description = "Where judged lines go. [default: judgment_output_img_{start}_{end}.jsonl]",
        };
        var start = new Option<int>("--start-idx", "--start_idx") { Description = "The first line, from 0.", DefaultValueFactory = _ => 0 };
        start.AtLeast(0);
        var end = new Option<int>("--end-idx", "--end_idx") { Description = "The line before which to stop; -1 for all.", DefaultValueFactory = _ => -1 };
        end.AtLeast(-1);
        var images = new Option<string>("--images") { Description = "The folder of the images.", DefaultValueFactory = _ => "." };
        images.NotEmpty();
        var model = new Option<string>("--model")
        {
            Description = "The expert: a model's name on the server, or reference, which judges by the right answer without a server.",
            DefaultValueFactory = _ => "gpt-4o",
        };
        model.NotEmpty("name");
        var endpoint = new Option<string>("--endpoint")
        {
            Description = "The OpenAI-compatible server.",
            DefaultValueFactory = _ => OpenAIExpertOptions.DefaultEndpoint,
        };
        var keyFile = new Option<string?>("--api-key-file")
        {
            Description = "A file that holds the API key. Default: for OpenAI's own server, the environment variable OPENAI_API_KEY.",
        };
        var concurrency = new Option<int>("--concurrency") { Description = "Requests in flight.", DefaultValueFactory = _ => 8 };
        concurrency.AtLeast(1);
        var requests = new Option<int?>("--requests-per-minute") { Description = "Most requests a minute." };
        var tokens = new Option<int?>("--tokens-per-minute") { Description = "Most tokens a minute." };
        var budget = new Option<long?>("--max-requests")
        {
            Description = "Most requests of this run. When they are used up it stops; the same command goes on later.",
        };
        var parameters = new ExpertParameters("--");
        var timeout = new Option<int>("--timeout") { Description = "Seconds that one request may take.", DefaultValueFactory = _ => 60 };
        timeout.AtLeast(1);
        var inputPrice = new Option<decimal?>("--input-price") { Description = "Dollars for a million tokens read; known for OpenAI's own models." };
        var outputPrice = new Option<decimal?>("--output-price") { Description = "Dollars for a million tokens written." };
        var badLines = new Option<string>("--bad-lines") { Description = "What to do with lines that cannot be judged.", DefaultValueFactory = _ => "skip" };
        badLines.AcceptOnlyFromAmong("skip", "write", "stop");
        var dryRun = new Option<bool>("--dry-run") { Description = "Checks every line and image and estimates the cost. Sends and writes nothing." };
        var json = CommonOptions.Json();
        var verbose = CommonOptions.Verbose();
        var command = new Command("judge", Description)
        {
            input, output, start, end, images, model, endpoint, keyFile, concurrency, requests, tokens, budget, timeout, inputPrice, outputPrice, badLines,
            dryRun, json, verbose,
        };
        foreach (var option in parameters.All) command.Add(option);
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            () =>
            {
                var lines = JudgeInput.Read(parsed.GetValue(input)!, parsed.GetValue(start), parsed.GetValue(end));
                var pictures = new FolderPictures(parsed.GetValue(images)!);
                var expert = parameters.Apply(parsed, new()
                {
                    Name = parsed.GetValue(model)!,
                    Model = parsed.GetValue(model)!,
                    Endpoint = parsed.GetValue(endpoint)!,
                    ApiKeyFile = parsed.GetValue(keyFile),
                    Format = VerdictFormat.Words,
                    Timeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                    InputPrice = parsed.GetValue(inputPrice),
                    OutputPrice = parsed.GetValue(outputPrice),
                    Limits = new()
                    {
                        Concurrency = parsed.GetValue(concurrency),
                        RequestsPerMinute = parsed.GetValue(requests),
                        TokensPerMinute = parsed.GetValue(tokens),
                        BudgetRequests = parsed.GetValue(budget),
                        BudgetPeriod = TimeSpan.FromDays(3650),
                        Attempts = 6,

                        // Nobody waits for a line: a pause costs less than an answer that is not judged.
                        LongestPause = TimeSpan.FromMinutes(1),
                    },
                });
                var errors = string.Join(" ", expert.Errors());
                if (errors.Length > 0) throw new CliException(errors);
                if (parsed.GetValue(dryRun)) return Task.FromResult(DryRun(lines, pictures, expert, parsed.GetValue(json)));
                var path = parsed.GetValue(output) ?? $"judgment_output_img_{parsed.GetValue(start)}_{parsed.GetValue(end)}.jsonl";
                var options = new JudgeOptions
                {
                    Concurrency = parsed.GetValue(concurrency),
                    BadLines = Enum.Parse<BadLines>(parsed.GetValue(badLines)!, ignoreCase: true),
                };
                return RunAsync(path, lines, pictures, expert, options, parsed.GetValue(json), cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string path,
        IReadOnlyList<JudgeLine> lines,
        FolderPictures pictures,
        OpenAIExpertOptions options,
        JudgeOptions how,
        bool asJson,
        CancellationToken cancellationToken)
    {
        var isReference = options.Model == ExpertNames.Reference;
        using var server = isReference ? null : Connect(options, pictures);
        var budget = new ExpertBudget(options.Limits, TimeProvider.System);
        IExpert judge = server is null ? new ReferenceExpert() : server;
        using var guarded = new ResilientExpert(judge, options.Limits, budget, TimeProvider.System, NullLogger<ResilientExpert>.Instance);
        using var output = JudgeOutput.Open(path, lines);
        var clock = Stopwatch.StartNew();
        var report = new JudgeReport();
        var prices = isReference ? null : ExpertPrices.Of(options);
        if (output.Recovered > 0) await Console.Error.WriteLineAsync($"{output.Recovered} of {lines.Count} lines are already in the output.");
        try
        {
            using var status = new StatusLine();
            using var ticking = new Timer(_ => status.Show(() => Progress()), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
            await new JudgeJob(lines, output, guarded, pictures, how, report, TimeProvider.System).RunAsync(cancellationToken);
            output.Complete();
        }
        catch (CliException)
        {
            output.Complete();
            throw;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            output.Complete();
            await Console.Error.WriteLineAsync($"{output.Recovered + report.Done} of {lines.Count} lines are done; run the same command again to continue.");
            throw;
        }

        Print();
        return report.Problems.Count > 0 ? CommandRunner.Partial : CommandRunner.Success;

        string Progress()
        {
            var rate = report.Done / Math.Max(clock.Elapsed.TotalSeconds, 1e-3);
            var all = lines.Count - output.Recovered;
            var left = rate > 0 ? TimeSpan.FromSeconds((all - report.Done) / rate) : TimeSpan.Zero;
            return string.Create(
                null,
                $"{report.Done} of {all} lines, {rate:F1}/s, {report.Judged} judged, {budget.Statistics.Total.Requests} requests{Dollars(report.Usage)}, "
                + $"{report.Problems.Count} not judged, {(int)left.TotalHours}:{left.Minutes:D2}:{left.Seconds:D2} left");
        }

        string Dollars(ExpertSpending usage) => prices is null ? "" : string.Create(null, $", ${prices.Cost(usage):F4}");

        void Print()
        {
            foreach (var problem in report.Problems.Take(ProblemsShown)) Console.Error.WriteLine($"not judged: {problem}");
            if (report.Problems.Count > ProblemsShown)
                Console.Error.WriteLine($"not judged: {report.Problems.Count - ProblemsShown} more lines; --json lists all.");
            if (report.Problems.Count > 0) Console.Error.WriteLine("Run the same command again to judge only these lines.");
            if (asJson)
            {
                Console.WriteLine(JsonSerializer.Serialize(
                    new
                    {
                        output = Path.GetFullPath(path),
                        lines = lines.Count,
                        already_there = output.Recovered,
                        judged = report.Judged,
                        accepted = report.Accepted,
                        skipped = report.Problems,
                        requests = budget.Statistics.Total.Requests,
                        input_tokens = report.Usage.InputTokens,
                        output_tokens = report.Usage.OutputTokens,
                        dollars = prices?.Cost(report.Usage),
                        seconds = Math.Round(clock.Elapsed.TotalSeconds, 2),
                    },
                    RecordJson.Options));
                return;
            }

            var written = lines.Count - report.Problems.Count + report.Unjudged;
            Console.WriteLine(string.Create(
                null,
                $"Wrote {path}: {written} lines, {report.Judged} judged now ({report.Accepted} accepted), "
                + $"{budget.Statistics.Total.Requests} requests, {report.Usage.InputTokens:N0} + {report.Usage.OutputTokens:N0} tokens{Dollars(report.Usage)}, "
                + $"{clock.Elapsed.TotalSeconds:F1} s."));
        }
    }

    private static OpenAIExpert Connect(OpenAIExpertOptions options, FolderPictures pictures)
    {
        try
        {
            return new(options, pictures, TimeProvider.System, logger: new NoticeLogger());
        }
        catch (ExpertException exception)
        {
            throw new CliException(exception.Message, exception);
        }
    }

    private static int DryRun(IReadOnlyList<JudgeLine> lines, FolderPictures pictures, OpenAIExpertOptions options, bool asJson)
    {
        var problems = lines
            .Select(line => (Line: line, Problem: line.Problem ?? (line.NeedsExpert ? pictures.Problem(line.Image) : null)))
            .Where(pair => pair.Problem is not null)
            .ToDictionary(pair => pair.Line, pair => $"line {pair.Line.Number}: {pair.Problem}");
        var toJudge = lines.Where(line => line.NeedsExpert && !problems.ContainsKey(line)).ToList();
        var usage = JudgeCost.Estimate(toJudge, pictures);
        var prices = ExpertPrices.Of(options);
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    lines = lines.Count,
                    to_judge = toJudge.Count,
                    bad = problems.Values,
                    input_tokens = usage.InputTokens,
                    output_tokens = usage.OutputTokens,
                    dollars = prices?.Cost(usage),
                },
                RecordJson.Options));
        }
        else
        {
            foreach (var problem in problems.Values) Console.Error.WriteLine($"bad {problem}");
            var cost = prices is null
                ? "no price is known for this model (--input-price, --output-price)"
                : string.Create(null, $"about ${prices.Cost(usage):F2}");
            Console.WriteLine(
                $"{lines.Count} lines, {toJudge.Count} to be judged, {problems.Count} bad; about {usage.InputTokens:N0} tokens read and "
                + $"{usage.OutputTokens:N0} written: {cost}.");
        }

        return problems.Count > 0 ? CommandRunner.Partial : CommandRunner.Success;
    }
}
