using System.Net.Sockets;
using ImageClassifier.Tracking.Configuration;
using ImageClassifier.Tracking.Database;
using Microsoft.Data.Sqlite;

namespace ImageClassifier.Tracking;

/// <summary>Runs the server until it is told to stop, and prints one line: where it listens, or why it cannot.</summary>
internal static class ServerProcess
{
    private const int CannotStart = 1;
    private const int DatabaseDamaged = 2;

    /// <returns>The exit code: 0 after a clean stop, 1 when the server could not start, 2 when its database is damaged.</returns>
    public static async Task<int> RunAsync(
        TrackingOptions options, Func<string, string?> environment, TextWriter output, TextWriter errors,
            CancellationToken cancellationToken)
    {
        FileStream? ownership = null;
        try
        {
            options = options.WithEnvironment(environment);
            Directory.CreateDirectory(options.Data);
            ownership = Own(options.Data);
            using var database = TrackingDatabase.Open(options.DatabaseFile);
            await using var app = TrackingServer.Build(options, database, TimeProvider.System);
            await app.StartAsync(cancellationToken);
            await output.WriteLineAsync($"Tracking server: {app.Urls.Single()} (data in {Path.GetFullPath(options.Data)})");
            await output.FlushAsync(cancellationToken);
            if (TrackingServer.IsOpen(options))
            {
                await errors.WriteLineAsync(
                    $"Anyone who can reach {options.Host} can read and write here; set MLFLOW_TRACKING_TOKEN, for this server and its "
                        + $"clients, to require a token.");
            }
            await app.WaitForShutdownAsync(cancellationToken);
            return 0;
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await errors.WriteLineAsync(
                $"Port {options.Port} on {options.Host} is taken. Stop the program that uses it, or choose another port with --port.");
        }
        catch (DamagedDatabaseException e)
        {
            await errors.WriteLineAsync($"The tracking server cannot start: {e.Message}");
            return DatabaseDamaged;
        }
        catch (SocketException e)
        {
            await errors.WriteLineAsync($"Cannot listen on {options.Host}:{options.Port}: {e.Message}. Choose another --host or --port.");
        }
        catch (SqliteException e)
        {
            await errors.WriteLineAsync($"The tracking server cannot start with {Path.GetFullPath(options.DatabaseFile)}: {e.Message}");
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"The tracking server cannot start: {e.Message}");
        }
        finally
        {
            if (ownership is not null) await ownership.DisposeAsync();
        }
        return CannotStart;
    }

    // The lock goes with the process, however it ends.
    private static FileStream Own(string data)
    {
        string path = Path.Combine(data, "server.lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException(
                $"{Path.GetFullPath(data)} is in use by another tracking server; stop that one or choose another folder with --data.", e);
        }
    }
}
