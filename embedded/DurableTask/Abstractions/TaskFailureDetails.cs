using System.Reflection;

namespace Microsoft.DurableTask;

/// <summary>An exception as history keeps it: its type's name, message, stack trace and cause.</summary>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    /// <summary>True if the failure was an exception of type <typeparamref name="T"/> or of a type derived from it.</summary>
    public bool IsCausedBy<T>()
        where T : Exception => IsCausedBy(typeof(T));

    /// <summary>True if the failure was an exception of the given type or of a type derived from it.</summary>
    /// <exception cref="ArgumentException"><paramref name="targetBaseExceptionType"/> is not an exception type.</exception>
    /// <exception cref="AmbiguousMatchException">Several loaded assemblies declare a type of the failure's name.</exception>
    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
            throw new ArgumentException($"{targetBaseExceptionType} is not an exception type.", nameof(targetBaseExceptionType));
        return FindErrorType(targetBaseExceptionType.Assembly) is { } type && targetBaseExceptionType.IsAssignableFrom(type);
    }

    /// <summary>Describes <paramref name="exception"/> and the chain of its inner exceptions.</summary>
    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new(
            exception.GetType().ToString(),
            exception.Message,
            exception.StackTrace,
            exception.InnerException is { } inner ? FromException(inner) : null,
            null);
    }

    Type? FindErrorType(Assembly nearest)
    {
        if (string.IsNullOrEmpty(ErrorType)) return null;
        if ((Type.GetType(ErrorType) ?? nearest.GetType(ErrorType)) is { } type) return type;
        Type[] candidates = [.. AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetType(ErrorType)).OfType<Type>().Distinct()];
        return candidates.Length < 2
            ? candidates.FirstOrDefault()
            : throw new AmbiguousMatchException($"{candidates.Length} loaded assemblies declare an exception type '{ErrorType}'.");
    }
}
