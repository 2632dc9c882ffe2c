namespace Judger.Inference.Devices.Inspection;

/// <summary>The packages that install a library of NVIDIA.</summary>
/// <param name="Debian">The package in NVIDIA's repository for Debian and Ubuntu.</param>
/// <param name="Pip">The package on PyPI; null where there is none.</param>
public sealed record LibraryPackage(string Debian, string? Pip);
