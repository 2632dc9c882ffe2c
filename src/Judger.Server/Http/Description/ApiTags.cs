namespace Judger.Server.Http.Description;

/// <summary>The groups of operations.</summary>
internal static class ApiTags
{
    public const string Questions = "Questions";
    public const string Images = "Images";
    public const string OpenAI = "OpenAI";
    public const string Scenes = "Scenes";
    public const string Server = "Server";
}
