using Judger.Inference.Devices;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;

namespace Judger.Inference.Tests.Devices;

public sealed class DeviceNameTests
{
    [Theory]
    [InlineData("cpu:0", DeviceKind.Cpu, 0)]
    [InlineData("cuda:0", DeviceKind.Cuda, 0)]
    [InlineData("cuda:13", DeviceKind.Cuda, 13)]
    [InlineData("simulated:2", DeviceKind.Simulated, 2)]
    public void A_name_is_a_kind_and_a_number(string text, DeviceKind kind, int index)
    {
        Assert.Equal(new DeviceName(kind, index), DeviceName.Parse(text));
        Assert.Equal(text, DeviceName.Parse(text).ToString());
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("cpu:1")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda: 1")]
    [InlineData("CUDA:0")]
    [InlineData("gpu:0")]
    [InlineData("")]
    public void Anything_else_is_refused_with_the_names_that_there_are(string text)
    {
        Assert.False(DeviceName.TryParse(text, out _));
        var error = Assert.Throws<DeviceUnavailableException>(() => DeviceName.Parse(text));
        Assert.Equal($"There is no device '{text}': use cpu:0, or cuda:N for a GPU.", error.Message);
    }

    [Theory]
    [InlineData("cpu:0", ModelPrecision.BFloat16, true)]
    [InlineData("cpu:0", ModelPrecision.Float16, false)]
    [InlineData("cpu:0", ModelPrecision.Int8, false)]
    [InlineData("cuda:1", ModelPrecision.BFloat16, false)]
    [InlineData("cuda:1", ModelPrecision.Float32, true)]
    [InlineData("cuda:1", ModelPrecision.Int4, true)]
    [InlineData("simulated:0", ModelPrecision.Float32, false)]
    public void Each_kind_of_device_says_which_precisions_it_cannot_compute(string device, ModelPrecision precision, bool isWrong) =>
        Assert.Equal(isWrong ? "model-precision" : null, DeviceCatalog.WrongPrecision(DeviceName.Parse(device), "llava", precision)?.Code);
}
