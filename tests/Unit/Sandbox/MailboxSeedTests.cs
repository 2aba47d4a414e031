using ContactSync.Sandbox;
using ContactSync.Sandbox.Mailboxes.Made;
using ContactSync.Sandbox.Mailboxes.Properties;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public class MailboxSeedTests
{
    [Fact]
    public async Task SameSeedSameContactsAndIds()
    {
        var options = new SandboxOptions { MailboxCount = 3, ContactsPerMailbox = 25, Seed = 42 };
        var first = await ContactsAsync(options);
        Assert.Equal(first, await ContactsAsync(options));
        Assert.NotEqual(first, await ContactsAsync(options with { Seed = 43 }));
    }

    [Fact]
    public async Task FilesComeFirstAndMadeContactsFillUp()
    {
        var folder = Directory.CreateTempSubdirectory("contact-files-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "a.vcf"), "BEGIN:VCARD\nVERSION:3.0\nFN:Aus Datei\nTEL:1\nEND:VCARD\n");
            File.WriteAllText(Path.Combine(folder.FullName, "b.csv"), "nothing");
            await using var sandbox = await MailboxSandbox.StartAsync(
                new SandboxOptions { MailboxCount = 2, ContactsPerMailbox = 7, ContactPath = folder.FullName });
            Assert.StartsWith("b.csv:1: ", Assert.Single(sandbox.Host.Notices));
            foreach (var user in sandbox.Host.Users)
                Assert.Equal(7, sandbox.Mailbox(user.Address).Folders.Where(f => f.IsPersonal).Sum(f => f.Contacts.Count));
            Assert.Contains(sandbox.Mailbox().Contacts.Contacts.Values, c => c.Properties.Text(ContactFields.DisplayName) == "Aus Datei");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task MailboxesOfTheOwnServerAreFilledLikeThoseInTheCloud()
    {
        var folder = Directory.CreateTempSubdirectory("contact-files-");
        try
        {
            var cards = Enumerable.Range(0, 4).Select(i => $"BEGIN:VCARD\nVERSION:3.0\nFN:Aus Datei {i}\nTEL:{i}\nEND:VCARD\n");
            File.WriteAllText(Path.Combine(folder.FullName, "a.vcf"), string.Concat(cards));
            await using var sandbox = await MailboxSandbox.StartAsync(new SandboxOptions
            {
                MailboxCount = 2, OnPremisesMailboxCount = 2, ContactsPerMailbox = 7, ContactPath = folder.FullName,
            });
            foreach (var user in sandbox.Host.Users.Concat(sandbox.Host.OnPremisesUsers))
            {
                var contacts = sandbox.Mailbox(user.Address).Folders.Where(f => f.IsPersonal).SelectMany(f => f.Contacts.Values).ToList();
                Assert.Equal(7, contacts.Count);
                var names = contacts.Select(c => c.Properties.Text(ContactFields.DisplayName)!);
                Assert.Single(names, name => name.StartsWith("Aus Datei", StringComparison.Ordinal));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void MadeContactsAreAsVariedAsRealOnes()
    {
        var maker = new ContactMaker(new Random(5));
        var contacts = Enumerable.Range(0, 2000).Select(_ => maker.Make()).ToList();
        var numbers = contacts.SelectMany(c => ContactFields.Phones.Where(c.Has).Select(p => c[p]!)).ToList();
        Assert.Contains(contacts, c => c[ContactFields.DisplayName]!.Any(letter => letter > 127));
        Assert.Contains(contacts, c => !c.Has(ContactFields.Surname) && c.Has(ContactFields.CompanyName));
        Assert.Contains(contacts, c => c.Values.ContainsKey(ContactFields.Private));
        Assert.Contains(numbers, n => n.Contains(" oder "));
        Assert.Contains(numbers, n => n.Contains("(0)"));
        Assert.Contains(numbers, n => n.Contains(" DW "));
        Assert.Contains(numbers, n => n.Contains("ext."));
        Assert.Contains(numbers, n => n.StartsWith("00"));
        Assert.Contains(numbers, n => n.StartsWith("0171-"));
        Assert.DoesNotContain(numbers, n => string.Concat(n.Where(char.IsAsciiDigit)).EndsWith("23125011"));
        Assert.InRange(contacts.Count(c => ContactFields.Phones.Any(c.Has)), 1800, 1999);
    }

    private static async Task<List<string>> ContactsAsync(SandboxOptions options)
    {
        await using var sandbox = await MailboxSandbox.StartAsync(options);
        return
        [
            .. sandbox.Host.Users.SelectMany(u => sandbox.Mailbox(u.Address).Folders).SelectMany(f => f.Contacts.Values)
                .Select(c => $"{c.Id(false)} {c.Properties.Text(ContactFields.DisplayName)} "
                    + c.Properties.Text(ContactFields.MobilePhone)),
        ];
    }
}
