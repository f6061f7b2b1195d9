using ImageClassifier.Build;

if (args is not [string source, string target])
{
    Console.Error.WriteLine("usage: OlderLibstdcxx SOURCE TARGET");
    return 2;
}
try
{
    byte[] library = File.ReadAllBytes(source);
    IostreamRequirement.Relax(library);
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
    // A new file under a name of its own and then a switch: the target may be a hard link, and another process may be reading it.
    string unfinished = $"{target}.{Environment.ProcessId}.tmp";
    File.WriteAllBytes(unfinished, library);
    File.Move(unfinished, target, overwrite: true);
    return 0;
}
catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"OlderLibstdcxx : error : {source} cannot be made to load with this system's libstdc++: {e.Message}");
    return 1;
}
