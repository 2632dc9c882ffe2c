# syntax=docker/dockerfile:1.12
# Judger on NVIDIA GPUs: CUDA 13 and cuDNN 9. The host needs NVIDIA's driver, 580 or newer, and the NVIDIA Container Toolkit. From the repository's root:
#   docker build -f deploy/docker/cuda.Dockerfile -t judger:cuda .
#   docker run --rm --gpus '"device=0"' judger:cuda doctor --device cuda:0
#   docker run --rm --gpus '"device=0"' --read-only --tmpfs /tmp -v /srv/models:/models:ro -v ./silo.json:/etc/judger/silo.json:ro judger:cuda serve --config /etc/judger/silo.json
#
# NOT BUILT YET: where Judger is developed there is no container engine. The package with ONNX Runtime for CUDA restores there. Tests hold this file against
# cpu.Dockerfile, and the libraries that ONNX Runtime's CUDA provider needs against the packages of the base image. The base image itself has not been
# looked into: its packages are those that NVIDIA's own Dockerfiles install. Expect to correct a line at the first build.

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble AS dotnet

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /source
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props ./
COPY --parents src/*/*.csproj ./
RUN --mount=type=cache,id=nuget,target=/root/.nuget/packages dotnet restore src/Judger.Cli -r linux-x64 -p:JudgerAccelerator=cuda

COPY .editorconfig ./
COPY src/ src/
# The package has TensorRT's provider too, which is not used.
RUN --mount=type=cache,id=nuget,target=/root/.nuget/packages dotnet publish src/Judger.Cli -c Release -r linux-x64 --no-self-contained --no-restore -p:JudgerAccelerator=cuda -p:DebugType=none -p:PublishDocumentationFiles=false -o /app \
    && rm -f /app/libonnxruntime_providers_tensorrt.so

# The CUDA provider is a build for CUDA 13; its first minor version runs on the oldest drivers. It opens cuDNN by name at run time.
FROM nvidia/cuda:13.0.2-cudnn-runtime-ubuntu24.04 AS runtime
LABEL org.opencontainers.image.title="judger" \
      org.opencontainers.image.description="Judgment-enhanced visual question answering: one silo, on NVIDIA GPUs" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=dotnet /usr/share/dotnet /usr/share/dotnet
WORKDIR /app
COPY --from=build /app ./
# utility: NVML, from which the silo tells how busy its GPU is.
ENV PATH=/usr/share/dotnet:/usr/local/nvidia/bin:/usr/local/cuda/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility \
    DOTNET_RUNNING_IN_CONTAINER=true \
    DOTNET_EnableDiagnostics=0 \
    ORT_DISABLE_TELEMETRY=1
EXPOSE 8080
# As in Microsoft's images; this base has no such user, and a number needs none.
USER 1654:1654
STOPSIGNAL SIGTERM
# A large model takes minutes to load.
HEALTHCHECK --interval=10s --timeout=6s --start-period=300s --retries=3 CMD ["dotnet", "judger.dll", "health"]
ENTRYPOINT ["dotnet", "judger.dll"]
CMD ["serve"]
