using System.Text.Json.Serialization;
using Judger.Server.Http.Experts;
using Judger.Server.Http.Health;
using Judger.Server.Http.OpenAI;
using Judger.Server.Http.OpenAI.Completions;
using Judger.Server.Http.OpenAI.Models;
using Judger.Server.Http.OpenAI.Responses;
using Judger.Server.Http.Questions;
using Judger.Server.Http.Scenes;

namespace Judger.Server.Http;

/// <summary>The types of the server's own requests and replies, beside those that the client shares (<see cref="ProtocolJson"/>).</summary>
[JsonSerializable(typeof(QuestionFields))]
[JsonSerializable(typeof(ExpertList))]
[JsonSerializable(typeof(SceneReply))]
[JsonSerializable(typeof(VersionReply))]
[JsonSerializable(typeof(OpenAIError))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ChatCompletionRequest))]
[JsonSerializable(typeof(IReadOnlyList<ChatPart>))]
[JsonSerializable(typeof(ImageAddress))]
[JsonSerializable(typeof(ChatCompletion))]
[JsonSerializable(typeof(ChatCompletionChunk))]
[JsonSerializable(typeof(ChatCompletionChunkWithUsage))]
[JsonSerializable(typeof(ResponseRequest))]
[JsonSerializable(typeof(IReadOnlyList<ResponseInputMessage>))]
[JsonSerializable(typeof(IReadOnlyList<ResponseInputPart>))]
[JsonSerializable(typeof(Response))]
[JsonSerializable(typeof(ResponseInputItems))]
[JsonSerializable(typeof(DeletedResponse))]
[JsonSerializable(typeof(ResponseEvent))]
[JsonSerializable(typeof(ResponseMessageEvent))]
[JsonSerializable(typeof(ResponsePartEvent))]
[JsonSerializable(typeof(ResponseDeltaEvent))]
[JsonSerializable(typeof(ResponseTextEvent))]
[JsonSerializable(typeof(ResponseErrorEvent))]
[JsonSerializable(typeof(ResponseStageEvent))]
internal sealed partial class ApiJson : JsonSerializerContext;
