using System.Runtime.ExceptionServices;
using Microsoft.Azure.WebJobs.Host.Timers;

namespace ImageClassifier.Hosting.Jobs;

/// <summary>
/// Reports errors that a listener does not know, such as storage that is down; the SDK's own handler ends the process.
/// </summary>
internal sealed class FailureHandler(Action<Exception> failed) : IWebJobsExceptionHandlerFactory, IWebJobsExceptionHandler
{
    public IWebJobsExceptionHandler Create(IHost jobHost) => this;

    public Task OnTimeoutExceptionAsync(ExceptionDispatchInfo exceptionInfo, TimeSpan timeoutGracePeriod) =>
        OnUnhandledExceptionAsync(exceptionInfo);

    public Task OnUnhandledExceptionAsync(ExceptionDispatchInfo exceptionInfo)
    {
        failed(exceptionInfo.SourceException);
        return Task.CompletedTask;
    }
}
