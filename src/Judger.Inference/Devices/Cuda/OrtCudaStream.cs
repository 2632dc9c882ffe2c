using System.Runtime.InteropServices;
using Judger.Inference.Errors;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Devices.Cuda;

/// <summary>
/// Gives ONNX Runtime's CUDA provider the stream to work on. The value is a pointer, which the managed API cannot pass: as text it is read as no stream at all,
/// without an error. The C API is a table of functions that only grows, so a function keeps its place (onnxruntime_c_api.h, OrtApi).
/// </summary>
internal static unsafe partial class OrtCudaStream
{
    private const uint ApiVersion = 16;
    private const int GetErrorMessage = 2;
    private const int ReleaseStatus = 93;
    private const int UpdateCudaProviderOptionsWithValue = 263;
    private const int GetCudaProviderOptionsByName = 264;

    /// <summary>Sets the stream; the options' sessions then do all their work on it.</summary>
    /// <exception cref="DeviceUnavailableException">ONNX Runtime does not take it.</exception>
    public static void Set(OrtCUDAProviderOptions options, nint stream)
    {
        var api = (nint*)((delegate* unmanaged<uint, nint>)GetApiBase()->GetApi)(ApiVersion);
        var handle = options.DangerousGetHandle();
        nint given;
        fixed (byte* option = "user_compute_stream"u8)
        {
            Require(api, ((delegate* unmanaged<nint, byte*, nint, nint>)api[UpdateCudaProviderOptionsWithValue])(handle, option, stream));
            Require(api, ((delegate* unmanaged<nint, byte*, nint*, nint>)api[GetCudaProviderOptionsByName])(handle, option, &given));
        }

        if (given != stream)
            throw new DeviceUnavailableException("ONNX Runtime did not accept the CUDA stream that it was given: use the version that Judger was built with.");
    }

    private static void Require(nint* api, nint status)
    {
        if (status == 0) return;
        var message = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<nint, byte*>)api[GetErrorMessage])(status));
        ((delegate* unmanaged<nint, void>)api[ReleaseStatus])(status);
        throw new DeviceUnavailableException($"ONNX Runtime refuses a CUDA stream ({message}): use the version that Judger was built with.");
    }

    [LibraryImport("onnxruntime", EntryPoint = "OrtGetApiBase")]
    private static partial ApiBase* GetApiBase();

    [StructLayout(LayoutKind.Sequential)]
    private struct ApiBase
    {
        public nint GetApi;
        public nint GetVersionString;
    }
}
