namespace Judger.Cli.Tests.Guides;

/// <summary>The blocks of README and the guides that no test here runs, in the order of pages.</summary>
internal static class NotRun
{
    /// <summary>The page, the block's first line, and the reason that stands above it.</summary>
    public static IReadOnlyList<(string Page, string FirstLine, string Reason)> ByPage { get; } =
    [
        (
            "README.md",
            "dotnet test --solution Judger.sln",
            "it is the run of all tests"),
        (
            "README.md",
            "hf download llava-hf/llava-onevision-qwen2-0.5b-ov-hf --local-dir checkpoints/onevision",
            "it downloads a model"),
        (
            "README.md",
            "import base64, openai",
            "it needs Python's package openai"),
        (
            "README.md",
            "#:package OpenAI@2.15.0",
            "it restores the package OpenAI; tests of the server ask with this client"),
        (
            "src/Judger.Cli/install.md",
            "dotnet pack src/Judger.Cli -c Release --output artifacts",
            "it changes the tools of whoever runs it; a test packs and installs the tool elsewhere"),
        (
            "src/Judger.Export/serve-a-model.md",
            "hf download llava-hf/llava-onevision-qwen2-0.5b-ov-hf --local-dir checkpoints/onevision",
            "it downloads a model"),
        (
            "src/Judger.Export/serve-a-model.md",
            "judger export --checkpoint checkpoints/llava-1.5-7b-hf --output models/llava-7b --precision float16",
            "it needs a GPU and a checkpoint"),
        (
            "src/Judger.Client/clients.md",
            "import base64, openai",
            "it needs Python's package openai"),
        (
            "src/Judger.Client/clients.md",
            "#:package OpenAI@2.15.0",
            "it restores the package OpenAI; tests of the server ask with this client"),
        (
            "src/Judger.Client/clients.md",
            "import OpenAI from \"openai\";",
            "it needs OpenAI's package; tests of the server ask with this client"),
        (
            "src/Judger.Client/clients.md",
            "services.AddJudgerClient(options => options.Endpoint = new(\"https://judger.example\"));",
            "it is a part of an application; a test builds and runs the sample"),
        (
            "src/Judger.Experts/experts.md",
            "judger ask --image photo.jpg --question \"How many birds?\" --model models/llava-7b --expert gpt-4o --policy always",
            "it needs an exported checkpoint and a paid expert"),
        (
            "src/Judger.Cli/evaluate.md",
            "judger eval textvqa --data TextVQA_0.5.1_val.json --images train_images --model models/llava-7b --limit 500",
            "it needs the files of the benchmarks"),
        (
            "src/Judger.Cli/evaluate.md",
            "judger calibrate --model models/onevision --data questions.jsonl --images pictures --write",
            "it needs an exported checkpoint and questions of your own"),
        (
            "src/Judger.Training/train.md",
            "dotnet run -c Release --project src/Judger.Training -- llava --checkpoint src/Judger.TinyModel/Checkpoint"
            + " --data train.json --images scenes/images --stage correction --output run",
            "it needs the trainer, which has tests of its own"),
        (
            "src/Judger.Grains/cluster.md",
            "judger serve --set SiloName=gateway --set Cluster:Storage=Redis --set Cluster:ConnectionString=127.0.0.1:6379",
            "it needs Redis; the tests of clusters start such silos"),
        (
            "deploy/README.md",
            "deploy/local/up --detach && deploy/local/status                       # .NET SDK and redis-server; http://127.0.0.1:8080",
            "it needs Redis, containers or a cluster"),
        (
            "deploy/README.md",
            "deploy/bundle --output bundle                                         # the CUDA flavour with its .NET"
            + " runtime, in parts of 1 GB",
            "it makes a bundle of hundreds of megabytes; a test of deployment does it"),
        (
            "deploy/README.md",
            "./gpu-check 1                       # the embedded model answers as it does on the processor",
            "it needs a GPU; a test of deployment makes the dry run"),
        (
            "tests/Judger.Benchmarks/benchmarks.md",
            "judger export --checkpoint checkpoints/big1b --output models/big1b-int4 --precision int4",
            "it needs a checkpoint of 2.5 GB"),
    ];
}
