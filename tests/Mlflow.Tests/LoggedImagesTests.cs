using System.Text.RegularExpressions;
using ImageClassifier.Mlflow.Logging;

namespace Mlflow.Tests;

public sealed partial class LoggedImagesTests
{
    [Fact]
    public void Pictures_are_named_as_log_image_names_them_and_the_same_way_each_time()
    {
        (byte[], byte[])[] pictures = [([1], [2]), ([3], [4])];

        string[] names = [.. LoggedImages.Files("mistakes", pictures, DateTimeOffset.FromUnixTimeMilliseconds(5)).Select(file => file.Key)];

        Assert.Equal(names, LoggedImages.Files("mistakes", pictures, DateTimeOffset.FromUnixTimeMilliseconds(5)).Select(file => file.Key));
        Assert.All(names, name => Assert.Matches(LogImage(), name));
        Assert.Equal(4, names.Distinct().Count());
        Assert.StartsWith("images/mistakes+step+2+timestamp+5+", names[3]);
    }

    // The names of the recorded conversation.
    [GeneratedRegex(@"^images/[a-z]+\+step\+\d+\+timestamp\+\d+\+[0-9a-f]{8}-[0-9a-f-]{27}(\.png|\+compressed\.webp)$")]
    private static partial Regex LogImage();
}
