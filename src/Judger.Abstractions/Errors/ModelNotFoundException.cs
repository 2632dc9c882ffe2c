namespace Judger;

/// <summary>The question names a model that the cluster does not serve, and has not served as far as is known.</summary>
[GenerateSerializer, Alias("judger.ModelNotFoundException")]
public sealed class ModelNotFoundException(string message, Exception? innerException = null) : JudgerException(message, innerException)
{
    public override string Code => "model_not_found";
}
