using Judger.Export.Checkpoints;
using Judger.Export.Families;
using Judger.Export.Families.Llava;
using Judger.Export.Tests.Fixtures;

namespace Judger.Export.Tests;

public sealed class ModelFamiliesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("""{"model_type": "llava"}""")]
    [InlineData("""{"model_type": "llava_llama"}""")]
    [InlineData("""{"architectures": ["LlavaForConditionalGeneration"]}""")]
    [InlineData("""{"architectures": ["LlavaLlamaForCausalLM"]}""")]
    public void A_checkpoint_is_read_by_the_family_that_its_configuration_names(string json) =>
        Assert.IsType<LlavaFamily>(ModelFamilies.Of(Config(json)));

    [Theory]
    [InlineData("""{"model_type": "qwen2_vl"}""", "model_type is 'qwen2_vl'", "one of llava, llava_llama (LLaVA-1.5)")]
    [InlineData(
        """{"model_type": "qwen2_vl", "architectures": ["LlavaForConditionalGeneration"]}""", "model_type is 'qwen2_vl'", "llava, llava_llama (LLaVA-1.5)")]
    [InlineData("""{}""", "model_type is ''", "one of llava, llava_llama (LLaVA-1.5)")]
    [InlineData(
        """{"architectures": ["OtherModel"]}""", "architectures is OtherModel", "one of LlavaForConditionalGeneration, LlavaLlamaForCausalLM (LLaVA-1.5)")]
    [InlineData("""{"architectures": "OtherModel"}""", "architectures is not a list of strings", "restore the file")]
    public void An_unknown_family_is_refused_with_the_names_of_the_known_ones(string json, string problem, string remedy)
    {
        var error = Assert.Throws<CheckpointException>(() => ModelFamilies.Of(Config(json)));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_two_families_take_the_same_checkpoint()
    {
        var names = ModelFamilies.All.SelectMany(family => family.ModelTypes.Concat(family.Architectures)).ToArray();
        Assert.Equal(names.Distinct().Count(), names.Length);
    }

    public void Dispose() => _folder.Dispose();

    private ConfigSection Config(string json)
    {
        File.WriteAllText(_folder.PathOf("config.json"), json);
        return ConfigSection.TryRead(_folder.PathOf("config.json"))!;
    }
}
