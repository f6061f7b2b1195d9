using Google.Protobuf;
using Microsoft.Azure.WebJobs;
using Newtonsoft.Json;

namespace ImageClassifier.Hosting.Rpc;

/// <summary>Values of the WebJobs SDK as the protocol carries them, and back.</summary>
internal static class RpcValues
{
    private static readonly JsonSerializerSettings KeepDates = new() { DateParseHandling = DateParseHandling.None };

    public static TypedData ToRpc(object? value) => value switch
    {
        null => new TypedData(),
        string text => new TypedData { String = text },
        byte[] bytes => new TypedData { Bytes = ByteString.CopyFrom(bytes) },
        double number => new TypedData { Double = number },
        ParameterBindingData data => new TypedData
        {
            ModelBindingData = new ModelBindingData
            {
                Version = data.Version,
                Source = data.Source,
                ContentType = data.ContentType,
                Content = ByteString.CopyFrom(data.Content),
            },
        },
        _ => new TypedData { Json = JsonConvert.SerializeObject(value) },
    };

    public static object? FromRpc(TypedData? data) => data?.DataCase switch
    {
        null or TypedData.DataOneofCase.None or TypedData.DataOneofCase.Http => null,
        TypedData.DataOneofCase.String => data.String,
        TypedData.DataOneofCase.Json => JsonConvert.DeserializeObject(data.Json, KeepDates),
        TypedData.DataOneofCase.Bytes => data.Bytes.ToByteArray(),
        TypedData.DataOneofCase.Stream => data.Stream.ToByteArray(),
        TypedData.DataOneofCase.Int => data.Int,
        TypedData.DataOneofCase.Double => data.Double,
        var kind => throw new NotSupportedException($"The app returned {kind}, which this host does not know."),
    };
}
