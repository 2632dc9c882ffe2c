using Judger.Protocol.Errors;

namespace Judger.Protocol.Tests.Errors;

/// <summary>One table maps code, HTTP status and exception.</summary>
public sealed class ErrorTableTests
{
    public static TheoryData<Type> Exceptions =>
        [.. typeof(JudgerException).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(JudgerException)) && !type.IsAbstract)];

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Every_exception_is_in_the_table_under_its_own_code(Type type)
    {
        var exception = (JudgerException)Activator.CreateInstance(type, "Because.", null)!;

        var kind = ErrorTable.Find(exception.Code);

        Assert.Equal((type, exception.IsTransient), (kind?.Exception, kind!.IsTransient));
    }

    [Fact]
    public void No_code_is_there_twice() => Assert.Equal(ErrorTable.All.Count, ErrorTable.All.Select(kind => kind.Code).Distinct().Count());

    // What clients of all versions and in all languages rely on.
    [Theory]
    [InlineData("question_rejected", 400, typeof(QuestionRejectedException), false)]
    [InlineData("image_rejected", 400, typeof(ImageRejectedException), false)]
    [InlineData("image_missing", 404, typeof(ImageMissingException), false)]
    [InlineData("model_not_found", 404, typeof(ModelNotFoundException), false)]
    [InlineData("budget_ended", 408, typeof(BudgetEndedException), false)]
    [InlineData("question_conflict", 409, typeof(QuestionConflictException), false)]
    [InlineData("answer_changed", 409, typeof(AnswerChangedException), true)]
    [InlineData("question_cancelled", 410, typeof(QuestionCancelledException), false)]
    [InlineData("overloaded", 429, typeof(OverloadedException), true)]
    [InlineData("stage_failed", 500, typeof(StageFailedException), false)]
    [InlineData("slot_unavailable", 503, typeof(SlotUnavailableException), true)]
    [InlineData("storage_unavailable", 503, typeof(StorageUnavailableException), true)]
    [InlineData("cluster_unavailable", 503, typeof(ClusterUnavailableException), true)]
    [InlineData("memory_exhausted", 503, typeof(MemoryExhaustedException), true)]
    [InlineData("bad_request", 400, typeof(QuestionRejectedException), false)]
    [InlineData("invalid_api_key", 401, typeof(AccessDeniedException), false)]
    [InlineData("missing_scope", 403, typeof(AccessDeniedException), false)]
    [InlineData("foreign_page", 403, typeof(AccessDeniedException), false)]
    [InlineData("not_found", 404, typeof(UnexpectedResponseException), false)]
    [InlineData("method_not_allowed", 405, typeof(UnexpectedResponseException), false)]
    [InlineData("not_located_yet", 409, typeof(UnexpectedResponseException), false)]
    [InlineData("body_too_large", 413, typeof(QuestionRejectedException), false)]
    [InlineData("unsupported_media_type", 415, typeof(UnexpectedResponseException), false)]
    [InlineData("too_many_requests", 429, typeof(OverloadedException), true)]
    [InlineData("internal_error", 500, typeof(UnexpectedResponseException), false)]
    public void A_code_keeps_its_status_and_its_exception(string code, int status, Type exception, bool isTransient)
    {
        var kind = ErrorTable.Find(code)!;

        Assert.Equal((status, exception, isTransient), (ErrorTable.StatusOf(code), kind.Exception, kind.IsTransient));
        Assert.IsType(exception, ErrorTable.Create(status, code, "Because.", retryAfter: null));
    }

    [Theory]
    [InlineData(400, typeof(QuestionRejectedException))]
    [InlineData(401, typeof(AccessDeniedException))]
    [InlineData(418, typeof(UnexpectedResponseException))]
    [InlineData(504, typeof(ClusterUnavailableException))]
    public void The_status_decides_where_a_newer_server_sends_a_code_that_is_not_known(int status, Type exception)
    {
        var error = ErrorTable.Create(status, "from_the_future", "Because.", retryAfter: null);

        Assert.IsType(exception, error);
        Assert.StartsWith("Because.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Retry_after_is_kept()
    {
        var error = Assert.IsType<OverloadedException>(ErrorTable.Create(429, ErrorTable.CodeOf<OverloadedException>(), "Full.", TimeSpan.FromSeconds(7)));

        Assert.Equal((TimeSpan.FromSeconds(7), "Full."), (error.RetryAfter, error.Message));
    }
}
