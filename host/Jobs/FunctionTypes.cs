using System.Reflection;
using System.Reflection.Emit;
using ImageClassifier.Hosting.App;
using Binder = Microsoft.Azure.WebJobs.Binder;

namespace ImageClassifier.Hosting.Jobs;

/// <summary>Makes the class that the WebJobs SDK finds the triggered functions in.</summary>
internal static class FunctionTypes
{
    // Blob receipts hang on the class's name, which is the official host's.
    private const string ClassName = "Host.Functions";

    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>A subclass of <see cref="TriggeredFunction"/> with one method a function.</summary>
    public static Type Build(IEnumerable<FunctionDefinition> functions)
    {
        AssemblyBuilder assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(ClassName), AssemblyBuilderAccess.Run);
        TypeBuilder type = assembly.DefineDynamicModule(ClassName)
            .DefineType(ClassName, TypeAttributes.Public | TypeAttributes.Sealed, typeof(TriggeredFunction));
        BuildConstructor(type);
        foreach (FunctionDefinition function in functions) BuildMethod(type, function);
        return type.CreateType();
    }

    // public Functions(ITriggeredFunctionRunner runner) : base(runner) { }
    private static void BuildConstructor(TypeBuilder type)
    {
        Type[] parameters = [typeof(ITriggeredFunctionRunner)];
        ILGenerator code = type.DefineConstructor(MethodAttributes.Public, CallingConventions.HasThis, parameters).GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Call, typeof(TriggeredFunction).GetConstructors(Declared).Single());
        code.Emit(OpCodes.Ret);
    }

    // public Task NAME([Trigger] T trigger, Binder binder, CancellationToken cancellation) => RunAsync("NAME", trigger, binder,
    // cancellation);
    private static void BuildMethod(TypeBuilder type, FunctionDefinition function)
    {
        // These triggers take the answer, through the attribute on the return value.
        Type answer = function.Trigger.IsDurable ? typeof(Task<object>) : typeof(Task);
        Type[] parameters = [TriggerAttributes.ValueType(function.Trigger), typeof(Binder), typeof(CancellationToken)];
        MethodBuilder method = type.DefineMethod(function.Name, MethodAttributes.Public, answer, parameters);
        CustomAttributeBuilder trigger = TriggerAttributes.Build(function.Trigger);
        method.DefineParameter(1, ParameterAttributes.None, function.Trigger.Name).SetCustomAttribute(trigger);
        method.DefineParameter(2, ParameterAttributes.None, "_binder");
        method.DefineParameter(3, ParameterAttributes.None, "_cancellation");
        if (function.Trigger.IsDurable) method.DefineParameter(0, ParameterAttributes.Retval, null).SetCustomAttribute(trigger);

        ILGenerator code = method.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldstr, function.Name);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Ldarg_2);
        code.Emit(OpCodes.Ldarg_3);
        code.Emit(OpCodes.Call, typeof(TriggeredFunction).GetMethod("RunAsync", Declared)!);
        code.Emit(OpCodes.Ret);
    }
}
