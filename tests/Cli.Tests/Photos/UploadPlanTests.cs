using ImageClassifier.Cli.Photos;
using ImageClassifier.Imaging.Folders;

namespace Cli.Tests.Photos;

public sealed class UploadPlanTests
{
    private static readonly byte[] Red = [1], Blue = [2];

    private static HashedPhoto Local(string name, byte[] md5) => new(new LocalPhoto(name.Split('/')[0], name, $"/photos/{name}"), md5);

    private static RemoteUpload Ours(string name, byte[]? md5) => new(name, md5, "%2Fphotos");

    private static RemoteUpload Foreign(string name, byte[]? md5) => new(name, md5, null);

    private static UploadPlan Make(HashedPhoto[] local, RemoteUpload[] remote, bool exactly = true,
        ForeignUploads foreign = ForeignUploads.Refuse) =>
        UploadPlan.Make(local, remote, exactly, foreign);

    [Fact]
    public void New_and_changed_files_are_uploaded_and_others_left_alone()
    {
        UploadPlan plan = Make([Local("a/1", Red), Local("a/2", Red), Local("a/3", Red)], [Ours("a/1", Red), Ours("a/2", Blue)]);
        Assert.Equal(["a/2", "a/3"], plan.Upload.Select(photo => photo.UploadName));
        Assert.Equal(1, plan.Unchanged);
    }

    [Fact]
    public void A_blob_without_a_digest_is_uploaded_again() => Assert.Single(Make([Local("a/1", Red)], [Ours("a/1", null)]).Upload);

    [Fact]
    public void What_imgc_uploaded_from_elsewhere_is_removed() =>
        Assert.Equal(["b/9"], Make([Local("a/1", Red)], [Ours("b/9", Red)]).Remove);

    [Fact]
    public void What_others_uploaded_is_in_the_way()
    {
        UploadPlan plan = Make([Local("a/1", Red)], [Foreign("b/9", Red)]);
        Assert.Equal(["b/9"], plan.InTheWay);
        Assert.Empty(plan.Remove);
    }

    [Fact]
    public void What_others_uploaded_with_the_same_name_and_content_is_not_in_the_way()
    {
        UploadPlan plan = Make([Local("a/1", Red)], [Foreign("a/1", Red)]);
        Assert.Empty(plan.InTheWay);
        Assert.Equal(1, plan.Unchanged);
    }

    [Fact]
    public void Replace_removes_and_overwrites_what_others_uploaded()
    {
        UploadPlan plan = Make([Local("a/1", Red)], [Foreign("a/1", Blue), Foreign("b/9", Red)], foreign: ForeignUploads.Replace);
        Assert.Equal(["a/1"], plan.Upload.Select(photo => photo.UploadName));
        Assert.Equal(["b/9"], plan.Remove);
        Assert.Empty(plan.InTheWay);
    }

    [Fact]
    public void Adding_removes_nothing()
    {
        UploadPlan plan = Make([Local("a/1", Red)], [Foreign("b/9", Red), Ours("c/9", Red)], exactly: false, foreign: ForeignUploads.Keep);
        Assert.Empty(plan.Remove);
        Assert.Empty(plan.InTheWay);
    }

    [Fact]
    public void Adding_does_not_overwrite_another_photo_of_the_same_name() =>
        Assert.Equal(["a/1"], Make([Local("a/1", Red)], [Foreign("a/1", Blue)], exactly: false, foreign: ForeignUploads.Keep).InTheWay);
}
