using System.CommandLine;
using Judger.Core.Prompts;
using Judger.Training.Runs.Llava;

namespace Judger.Training.Commands;

/// <summary><c>llava</c>: trains a checkpoint of the LLaVA layout on LLaVA-format data.</summary>
internal static class LlavaCommand
{
    private static readonly Option<string> Checkpoint = new("--checkpoint")
    {
        Description = "Folder of the checkpoint to train, in any of LLaVA's layouts.",
        Required = true,
    };
    private static readonly Option<string> Data = new("--data")
    {
        Description = "LLaVA-format list {id, image, judgment?, response?, box?, conversations}.",
        Required = true,
    };
    private static readonly Option<string> Images = new("--images") { Description = "Folder that the rows' images lie in.", Required = true };
    private static readonly Option<string> Output = new("--output")
    {
        Description = "The run's folder: state, learning-curve.csv and the finished checkpoint. A run that is already there goes on.",
        Required = true,
    };
    private static readonly Option<Stage> Stages = new("--stage")
    {
        Description = "alignment: the projector, on whole images. perception: projector and decoder, on image and crop. correction: the same with judgments.",
        Required = true,
    };
    private static readonly Option<bool> Full = new("--full") { Description = "Trains the decoder itself. The default." };
    private static readonly Option<int> Rank =
        new Option<int>("--lora") { Description = "Trains adapters of this rank on the decoder's linear layers, and merges them at the end." }.AtLeast(1);
    private static readonly Option<double?> Alpha = new Option<double?>("--lora-alpha") { Description = "LoRA's alpha; twice the rank if not given." }.Holds(
        alpha => alpha > 0, "is above 0");
    private static readonly Option<LossKind> Loss = new("--loss")
    {
        Description = "cut: judgments count. plain: cross-entropy of the answers alone, the control.",
        DefaultValueFactory = _ => LossKind.Cut,
    };
    private static readonly Option<string> Cut = new Option<string>("--cut")
    {
        Description = "CUT's threshold and weight: online (1.1, 1) where the judged answers are this model's own, offline (1.2, 0.5) elsewhere.",
        DefaultValueFactory = _ => CutSetting.Offline.Name,
    }
        .AcceptOnlyFromAmong(CutSetting.Online.Name, CutSetting.Offline.Name);
    private static readonly Option<int?> Steps = new Option<int?>("--steps") { Description = "Updates, instead of epochs." }.Holds(
        steps => steps >= 1, "is at least 1");
    private static readonly Option<double> Epochs =
        new Option<double>("--epochs") { Description = "How often each row is seen.", DefaultValueFactory = _ => 1 }.Holds(epochs => epochs > 0, "is above 0");
    private static readonly Option<int> Batch =
        new Option<int>("--batch") { Description = "Rows of a step, over all workers.", DefaultValueFactory = _ => 16 }.AtLeast(1);
    private static readonly Option<double?> LearningRate = new Option<double?>("--learning-rate")
    {
        Description = "The peak; if not given, LLaVA's: 1e-3 for alignment, 2e-5, with --lora 2e-4. Warm-up over 3 % of the steps, then a cosine.",
    }.Holds(rate => rate > 0, "is above 0");
    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "The order of rows and the adapters' first values follow from it.",
        DefaultValueFactory = _ => 1,
    };
    private static readonly Option<string?> EvalData = new("--eval-data")
    {
        Description = "Held-out rows: their loss and exact matches go to learning-curve.csv.",
    };
    private static readonly Option<int> EvalEvery =
        new Option<int>("--eval-every") { Description = "Steps between two looks at the held-out rows.", DefaultValueFactory = _ => 200 }.AtLeast(1);
    private static readonly Option<int> SaveEvery =
        new Option<int>("--save-every") { Description = "Steps between two saved states.", DefaultValueFactory = _ => 200 }.AtLeast(1);
    private static readonly Option<string?> Profile = new("--profile")
    {
        Description = "Prompt profile, if not the checkpoint's: " + string.Join(", ", PromptProfiles.ByName.Keys) + ".",
    };
    private static readonly Option<int?> AttentionLayer = new("--attention-layer")
    {
        Description = "Decoder layer whose attention gives the crop, if not the checkpoint's.",
    };
    private static readonly Option<int?> CropWindow = new("--crop-window") { Description = "Least side of a crop in pixels, if not the checkpoint's." };

    public static Command Create()
    {
        var workers = TrainingCommandOptions.Workers();
        var compute = TrainingCommandOptions.Compute();
        var command = new Command(
            "llava",
            "Trains a checkpoint of the LLaVA layout on LLaVA-format data: JUDGER's stages I to III. The vision encoder is frozen.\n\n"
            + "Example: dotnet run -c Release --project src/Judger.Training -- llava --checkpoint llava-1.5 --data judged.json --images images --stage "
            + "correction --lora 16 --output runs/judged")
        {
            Checkpoint, Data, Images, Stages, Full, Rank, Alpha, Loss, Cut, Steps, Epochs, Batch, LearningRate, Seed, Output, EvalData, EvalEvery, SaveEvery,
            Profile, AttentionLayer, CropWindow, workers, compute,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(Full) && result.GetValue(Rank) > 0) result.AddError("Give --full or --lora, not both.");
            if (result.GetValue(Rank) > 0 && result.GetValue(Stages) == Stage.Alignment)
                result.AddError("--stage alignment trains the projector alone: leave --lora out.");
        });
        command.SetAction((parsed, cancellationToken) => TrainingCommandRunner.RunAsync(
            (print, token) => new LlavaRun(Options(parsed) with
            {
                Workers = parsed.GetValue(workers),
                Compute = TrainingCommandOptions.Type(parsed.GetValue(compute)!),
            }, print).Train(token), cancellationToken));
        return command;
    }

    private static LlavaRunOptions Options(ParseResult parsed) => new()
    {
        Source = new()
        {
            Checkpoint = parsed.GetValue(Checkpoint)!,
            Output = parsed.GetValue(Output)!,
            Profile = parsed.GetValue(Profile),
            AttentionLayer = parsed.GetValue(AttentionLayer),
            CropWindow = parsed.GetValue(CropWindow),
        },
        Data = parsed.GetValue(Data)!,
        Images = parsed.GetValue(Images)!,
        Folder = parsed.GetValue(Output)!,
        Stage = parsed.GetValue(Stages),
        Loss = parsed.GetValue(Loss),
        Cut = parsed.GetValue(Cut) == CutSetting.Online.Name ? CutSetting.Online : CutSetting.Offline,
        Rank = parsed.GetValue(Rank),
        Alpha = parsed.GetValue(Alpha),
        Steps = parsed.GetValue(Steps),
        Epochs = parsed.GetValue(Epochs),
        Batch = parsed.GetValue(Batch),
        LearningRate = parsed.GetValue(LearningRate),
        Seed = parsed.GetValue(Seed),
        EvalData = parsed.GetValue(EvalData),
        EvalEvery = parsed.GetValue(EvalEvery),
        SaveEvery = parsed.GetValue(SaveEvery),
    };
}
