namespace Judger.Inference.Devices.Inspection;

/// <summary>A shared library that ONNX Runtime's CUDA provider needs.</summary>
/// <param name="Name">The name by which it is loaded, such as <c>libcublas.so.13</c>.</param>
/// <param name="Package">What installs it; null for a library of the operating system.</param>
/// <param name="IsFound">Whether it can be loaded.</param>
/// <param name="Path">The file that was loaded; null where it is missing.</param>
public sealed record DeviceLibrary(string Name, LibraryPackage? Package, bool IsFound, string? Path);
