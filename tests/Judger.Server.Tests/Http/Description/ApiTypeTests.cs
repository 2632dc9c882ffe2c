using Judger.Protocol;
using Judger.Server.Http;
using Judger.Server.Http.OpenAI;
using Judger.Server.Http.OpenAI.Completions;
using Judger.Server.Http.OpenAI.Responses;

namespace Judger.Server.Tests.Http.Description;

/// <summary>The types of requests and replies.</summary>
public sealed class ApiTypeTests
{
    [Fact]
    public void Judgers_own_parameters_are_those_of_a_question_and_three_more()
    {
        string[] own = ["image_index", "stages", "include"];
        var question = ApiFormat.Events.GetTypeInfo(typeof(QuestionBody)).Properties.ToDictionary(property => property.Name, property => property.PropertyType);

        var parameters = ApiFormat.Events.GetTypeInfo(typeof(JudgerParameters)).Properties.Where(property => !own.Contains(property.Name)).ToList();

        Assert.Equal(own.Length + parameters.Count, RequestMembers<JudgerParameters>.Names.Count);
        Assert.All(parameters, parameter => Assert.Equal(question[parameter.Name], parameter.PropertyType));
    }

    [Fact]
    public void A_reader_takes_no_member_that_its_type_does_not_have()
    {
        Assert.Throws<ArgumentException>(() => RequestMembers<ChatMessage>.Of(default, "name"));
        Assert.Equal(["type", "text", "image_url", "refusal"], RequestMembers<ChatPart>.Names);
        Assert.Equal(RequestMembers<ChatPart>.Names.Order(), RequestMembers<ResponseInputPart>.Names.Order());
    }
}
