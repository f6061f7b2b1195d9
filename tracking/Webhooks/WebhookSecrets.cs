using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ImageClassifier.Tracking.Configuration;
using ImageClassifier.Tracking.Errors;

namespace ImageClassifier.Tracking.Webhooks;

/// <summary>
/// Encrypts the secrets of webhooks as MLflow does, with Fernet (AES-128-CBC and HMAC-SHA256, https://github.com/fernet/spec), so that
/// either server reads them with the same key.
/// </summary>
internal sealed class WebhookSecrets
{
    private const byte Version = 0x80;
    private const int Head = 1 + 8 + 16; // version, time, initialization vector
    private const int Mac = 32;
    private readonly byte[] _key;
    private readonly TimeProvider _time;

    /// <param name="key">32 bytes in base64url: the half for signing, then the half for encrypting.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">The key is not of that form.</exception>
    public WebhookSecrets(string key, TimeProvider time)
    {
        _time = time;
        try
        {
            _key = Base64Url.DecodeFromChars(key.Trim());
        }
        catch (FormatException)
        {
            _key = [];
        }
        if (_key.Length != 32) throw new ArgumentException(
            "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY must be 32 bytes in base64url, as Fernet.generate_key() makes it.");
    }

    /// <summary>The key of the options, or one in a file that only this user can read; made at first.</summary>
    public static WebhookSecrets Open(WebhookOptions options, string folder, TimeProvider time)
    {
        if (options.SecretKey is { } given) return new WebhookSecrets(given, time);
        string file = Path.Combine(folder, "webhooks.key");
        if (!File.Exists(file))
        {
            var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var writer = new StreamWriter(file, create);
            writer.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).Replace('+', '-').Replace('/', '_'));
        }
        return new WebhookSecrets(File.ReadAllText(file), time);
    }

    public string Encrypt(string secret)
    {
        using var aes = Cipher();
        byte[] vector = RandomNumberGenerator.GetBytes(16);
        byte[] sealedSecret = aes.EncryptCbc(Encoding.UTF8.GetBytes(secret), vector);
        var token = new byte[Head + sealedSecret.Length + Mac];
        token[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(1), _time.GetUtcNow().ToUnixTimeSeconds());
        vector.CopyTo(token, 9);
        sealedSecret.CopyTo(token, Head);
        HMACSHA256.HashData(_key.AsSpan(0, 16), token.AsSpan(0, token.Length - Mac), token.AsSpan(token.Length - Mac));
        return Convert.ToBase64String(token).Replace('+', '-').Replace('/', '_');
    }

    /// <exception cref="TrackingException">It was encrypted with another key.</exception>
    public string Decrypt(string encrypted)
    {
        byte[] token;
        try
        {
            token = Base64Url.DecodeFromChars(encrypted);
        }
        catch (FormatException)
        {
            throw Foreign();
        }
        if (token.Length < Head + Mac || token[0] != Version) throw Foreign();
        byte[] mac = HMACSHA256.HashData(_key.AsSpan(0, 16), token.AsSpan(0, token.Length - Mac));
        if (!CryptographicOperations.FixedTimeEquals(mac, token.AsSpan(token.Length - Mac))) throw Foreign();
        using var aes = Cipher();
        return Encoding.UTF8.GetString(aes.DecryptCbc(token.AsSpan(Head, token.Length - Head - Mac), token.AsSpan(9, 16)));
    }

    private Aes Cipher()
    {
        var aes = Aes.Create();
        aes.Key = _key[16..];
        return aes;
    }

    private static TrackingException Foreign() => TrackingException.Invalid(
        "The webhook's secret was encrypted with another key; set MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY to that key, "
        + "or give the webhook a new secret.");
}
