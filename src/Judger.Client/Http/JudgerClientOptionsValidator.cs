using Microsoft.Extensions.Options;

namespace Judger.Client.Http;

/// <summary>Reports all errors of the options at once.</summary>
internal sealed class JudgerClientOptionsValidator : IValidateOptions<JudgerClientOptions>
{
    public ValidateOptionsResult Validate(string? name, JudgerClientOptions options) =>
        options.Errors().ToList() is { Count: > 0 } errors ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
}
