using System.Text.Json.Nodes;

namespace ImageClassifier.Contracts.Json;

/// <summary>A way to write less in a document that a person makes; of use for one document.</summary>
public interface IJsonShorthand
{
    /// <summary>Changes the document into one without abbreviations.</summary>
    /// <returns>What is wrong with the abbreviations themselves.</returns>
    IReadOnlyList<Problem> WriteOut(JsonObject document);

    /// <summary>Puts problems of the changed document where their cause stands in what the person wrote.</summary>
    IReadOnlyList<Problem> Locate(IReadOnlyList<Problem> problems);
}
