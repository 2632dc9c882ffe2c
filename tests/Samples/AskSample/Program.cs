// Asks a server one question about an image file: AskSample ENDPOINT IMAGE QUESTION
using Judger;
using Judger.Client;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

if (args is not [var endpoint, var file, var question])
{
    Console.Error.WriteLine("AskSample ENDPOINT IMAGE QUESTION");
    return 2;
}

await using var services = new ServiceCollection()
    .AddJudgerClient(options => options.Endpoint = new(endpoint)).Services
    .AddJudgerChatClient()
    .BuildServiceProvider();
var judger = services.GetRequiredService<IJudgerClient>();
try
{
    var image = await File.ReadAllBytesAsync(file);
    var id = QuestionId.Parse("sample");
    var request = new AskRequest { Images = [await judger.PutImageAsync(image)], Question = question };
    await foreach (var happened in judger.AskStreamAsync(request, id))
        if (happened.IsFinished) Console.WriteLine($"stage: {happened.Stage}");
    var record = await judger.AskAsync(request, id);
    Console.WriteLine($"answer: {record.Answer}");

    var chat = services.GetRequiredService<IChatClient>();
    var response = await chat.GetResponseAsync([new ChatMessage(ChatRole.User, [new TextContent(question), new DataContent(image, "image/png")])]);
    Console.WriteLine($"chat: {response.Text}");
    return 0;
}
catch (JudgerException error)
{
    Console.Error.WriteLine($"{error.Code}: {error.Message}");
    return 1;
}
