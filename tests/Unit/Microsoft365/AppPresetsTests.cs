using System.Globalization;
using ContactSync.Microsoft365.Registration;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

public class AppPresetsTests
{
    [Fact]
    public void ContactImport_is_the_least_privilege_and_nothing_else()
    {
        var preset = AppPresets.Find("contactimport");

        Assert.Equal("ContactImport", preset.Name);
        Assert.Equal("AzureADMyOrg", preset.SignInAudience);
        Assert.Equal(
            [
                ("Contacts.Read", "089fe4d0-434a-44c5-8827-41ba8a0b17f5"),
                ("GroupMember.Read.All", "98830695-27a2-44f7-8c18-0c3ebc9698f6"),
                ("User.ReadBasic.All", "97235f07-e226-4f63-ace3-39588e11d3a1"),
            ],
            preset.Permissions.OrderBy(one => one.Permission, StringComparer.Ordinal).Select(one => (one.Permission, one.Id.ToString())));
        Assert.All(preset.Permissions, one => Assert.Equal(PermissionType.Application, one.Type));
        Assert.All(preset.Permissions, one => Assert.Equal("00000003-0000-0000-c000-000000000000", one.ResourceAppId.ToString()));
    }

    [Fact]
    public void Every_preset_file_reads_and_says_why_it_needs_what_it_needs() => Assert.All(AppPresets.All, preset =>
    {
        Assert.NotEmpty(preset.Description);
        Assert.NotEmpty(preset.Permissions);
        Assert.All(preset.Permissions, one => Assert.NotEmpty(one.Reason));
    });

    [Theory]
    [InlineData("", "It ends on 1 April 2027.")]
    [InlineData("de-DE", "Es endet am 1. April 2027.")]
    public void A_day_is_written_as_the_language_writes_it(string culture, string expected)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Assert.Contains(expected, AppPresets.Find("UCware").Warning!.ToString());
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Fact]
    public void An_unknown_preset_is_named_with_those_there_are()
    {
        var error = Assert.Throws<SyncException>(() => AppPresets.Find("Everything"));

        Assert.Equal("PresetNotFound", error.ErrorId);
        Assert.Contains("ContactImport", error.Advice);
    }

    [Theory]
    [InlineData("Contoso PBX", "contactsync-contoso-pbx-")]
    [InlineData("Grüße & Söhne / Straße", "contactsync-grusse-sohne-strasse-")]
    [InlineData("電話帳", "contactsync-")]
    public void A_unique_name_shows_the_name_it_comes_from(string name, string beginning)
    {
        var unique = UniqueNames.For(name);

        Assert.StartsWith(beginning, unique);
        Assert.Matches("^contactsync-([a-z0-9]+-)*[0-9a-f]{8}$", unique);
    }

    [Fact]
    public void A_unique_name_is_stable_short_and_tells_names_apart()
    {
        Assert.Equal("contactsync-contoso-pbx-" + UniqueNames.For("Contoso PBX")[^8..], UniqueNames.For("contoso pbx "));
        Assert.NotEqual(UniqueNames.For("Contoso PBX"), UniqueNames.For("Contoso-PBX"));
        Assert.InRange(UniqueNames.For(new string('x', 500)).Length, 1, 64);
    }
}
