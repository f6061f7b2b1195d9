namespace Microsoft.Azure.Functions.Worker;

/// <summary>The worker could not do what a function asks of it.</summary>
public class FunctionWorkerException : Exception
{
    public FunctionWorkerException(string message)
        : base(message)
    {
    }

    public FunctionWorkerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>A parameter of a function could not be made from what the trigger brought.</summary>
public class FunctionInputConverterException : FunctionWorkerException
{
    public FunctionInputConverterException(string message)
        : base(message)
    {
    }

    public FunctionInputConverterException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
