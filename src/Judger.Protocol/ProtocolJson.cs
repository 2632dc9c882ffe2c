using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>The types of the API's JSON, read and written by code that the compiler generates. <see cref="JsonFormat"/> says how they are written.</summary>
[JsonSerializable(typeof(QuestionBody))]
[JsonSerializable(typeof(QuestionJson))]
[JsonSerializable(typeof(EventJson))]
[JsonSerializable(typeof(TokenJson))]
[JsonSerializable(typeof(ProblemJson))]
public sealed partial class ProtocolJson : JsonSerializerContext;
