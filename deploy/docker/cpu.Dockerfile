# syntax=docker/dockerfile:1.12
# Judger on the CPU. From the repository's root:
#   docker build -f deploy/docker/cpu.Dockerfile -t judger:cpu .
#   docker run --rm --read-only --tmpfs /tmp -p 127.0.0.1:8080:8080 -e Judger__Slots__0__ModelFolder=models/judger-tiny \
#     -e Judger__Http__Urls__0=http://0.0.0.0:8080 -e Judger__Http__AllowAnonymous=true judger:cpu
# Without those variables it serves on the container's own loopback, which nobody outside can reach: what is open is opened by whoever runs it.

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /source
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# What decides about packages, and nothing else: a change of a source restores nothing. --parents keeps the folders.
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props ./
COPY --parents src/*/*.csproj ./
RUN --mount=type=cache,id=nuget,target=/root/.nuget/packages dotnet restore src/Judger.Cli -r linux-x64

COPY .editorconfig ./
COPY src/ src/
RUN --mount=type=cache,id=nuget,target=/root/.nuget/packages dotnet publish src/Judger.Cli -c Release -r linux-x64 --no-self-contained --no-restore -p:DebugType=none -p:PublishDocumentationFiles=false -o /app

# Ubuntu with glibc and libstdc++, which ONNX Runtime and libvips want; no shell, no package manager.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled AS runtime
LABEL org.opencontainers.image.title="judger" \
      org.opencontainers.image.description="Judgment-enhanced visual question answering: one silo, on the CPU" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
COPY --from=build /app ./
# Nothing is written but to /tmp, if there is one: the runtime's diagnostics pipe is off, so the root may be read-only.
# ONNX Runtime's telemetry is off; the program switches it off itself too.
ENV DOTNET_EnableDiagnostics=0 \
    ORT_DISABLE_TELEMETRY=1
EXPOSE 8080
USER $APP_UID
# SIGTERM: the silo finishes its questions (Drain:Timeout, 2 minutes) and goes; give it longer than that before a kill.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --retries=3 CMD ["dotnet", "judger.dll", "health"]
ENTRYPOINT ["dotnet", "judger.dll"]
CMD ["serve"]
