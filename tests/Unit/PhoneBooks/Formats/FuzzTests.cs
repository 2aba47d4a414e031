using System.Diagnostics;
using System.Text;
using ContactSync.PhoneBooks.Formats;
using ContactSync.PhoneBooks.Formats.Ldif;
using ContactSync.PhoneBooks.Formats.VCard;
using ContactSync.Tests.Sandbox;
using Xunit;

namespace ContactSync.Tests.PhoneBooks.Formats;

/// <summary>
/// Files torn, flipped and spliced at random places: reading them never throws, always ends, and gives contacts that can be written and
/// stored. A failure names its seed, which makes the same input again.
/// </summary>
public sealed class FuzzTests
{
    private static readonly string[] Tokens =
    [
        "BEGIN:VCARD\n", "END:VCARD\n", "AGENT:\n", "VERSION:2.1\n", ";ENCODING=QUOTED-PRINTABLE:", "=\n", "=3D", "=C3",
        ";CHARSET=utf-7:", ";CHARSET=Shift_JIS:", "PHOTO;ENCODING=b:", "TEL;X-KIND=99:", "EMAIL;X-SLOT=2147483648:", "item1.", "\"",
        "\"\"", "\n\"", "\\", "^n", ":", "::", ":< file:///etc/passwd", ";", ",", "\t", "|", "\r", "\n", "\r\n", "\n ", "\n\n", "dn: ",
        "version: 1\n", "changetype: modify\n", "-\n", "sep=;\n", "Vorname;Nachname\n", "\0", "\uFEFF", "😀", "\u0085", "\u2028", "ÿ",
        "'=1+1", "--0231", "9999-99-99", "../../etc/x",
    ];

    private static readonly Lazy<byte[][]> Seeds = new(() => [.. Made().Concat(Real())]);

    public static TheoryData<ContactFileFormat> Formats { get; } = [.. Enum.GetValues<ContactFileFormat>()];

    [Theory, MemberData(nameof(Formats))]
    public void No_input_breaks_a_reader(ContactFileFormat format) => Run(format, inputs: 700);

    [Theory(Explicit = true), MemberData(nameof(Formats))]
    public void A_hundred_thousand_inputs_break_no_reader(ContactFileFormat format) => Run(format, inputs: 34_000);

    private static void Run(ContactFileFormat format, int inputs)
    {
        var vCard = new VCardWriter(VCardVersion.V4);
        var ldif = new LdifWriter("ou=book");
        Parallel.For(0, inputs, number =>
        {
            var input = Mutate(new Random(number * 3 + (int)format), Seeds.Value);
            var time = Stopwatch.StartNew();
            try
            {
                var problems = new ContactFileProblems("fuzz");
                using var stream = new MemoryStream(input, writable: false);
                var contacts = ContactFile.Read(stream, format, "folder", new ContactFileOptions(), problems).ToList();
                foreach (var contact in contacts)
                {
                    Assert.NotEmpty(contact.Id);
                    vCard.Write(contact);
                    ldif.Write(contact);
                    ContactSync.Engine.Planning.ContactJson.Write(contact);
                }
                Assert.Equal(contacts.Count, contacts.Select(contact => contact.Id).Distinct().Count());
                Assert.InRange(problems.Kept.Count, 0, 1000);
                Assert.True(stream.CanRead);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"{format} input {number}: {Encoding.Latin1.GetString(input)}", exception);
            }
            // Inputs are below a megabyte: so long means a loop that another input would not leave.
            Assert.True(time.Elapsed < TimeSpan.FromSeconds(20), $"{format} input {number} took {time.Elapsed}.");
        });
    }

    private static byte[] Mutate(Random random, byte[][] seeds)
    {
        List<byte> input = [.. seeds[random.Next(seeds.Length)]];
        if (input.Count > 20_000)
            input.RemoveRange(20_000, input.Count - 20_000);
        for (var change = random.Next(1, 12); change > 0; change--)
        {
            var place = random.Next(input.Count + 1);
            var length = Math.Min(random.Next(1, 60), input.Count - place);
            switch (random.Next(7))
            {
                case 0:
                    input.InsertRange(place, Encoding.UTF8.GetBytes(Tokens[random.Next(Tokens.Length)]));
                    break;
                case 1:
                    input.RemoveRange(place, length);
                    break;
                case 2 when place < input.Count:
                    input[place] = (byte)random.Next(256);
                    break;
                case 3:
                    input.InsertRange(place, input.GetRange(place, length));
                    break;
                case 4:
                    var other = seeds[random.Next(seeds.Length)];
                    var start = random.Next(other.Length);
                    input.InsertRange(place, other[start..Math.Min(other.Length, start + random.Next(2000))]);
                    break;
                case 5:
                    var token = Encoding.UTF8.GetBytes(Tokens[random.Next(Tokens.Length)]);
                    input.InsertRange(place, Enumerable.Repeat(token, random.Next(200)).SelectMany(bytes => bytes));
                    break;
                default:
                    input.RemoveRange(place, random.Next(10) == 0 ? input.Count - place : 0);
                    break;
            }
        }
        return [.. input];
    }

    private static IEnumerable<byte[]> Made()
    {
        var contacts = Enumerable.Range(0, 5).Select(new RandomContacts(seed: 1).Next).ToList();
        var ldif = new LdifWriter("ou=book");
        yield return Encoding.UTF8.GetBytes(string.Concat(contacts.Select(new VCardWriter(VCardVersion.V3).Write)));
        yield return Encoding.UTF8.GetBytes(string.Concat(contacts.Select(new VCardWriter(VCardVersion.V4).Write)));
        yield return Encoding.UTF8.GetBytes(LdifWriter.Header + string.Concat(contacts.Select(ldif.Write)));
        yield return "Vorname;Nachname;Telefon;Geburtstag\r\nA;\"B\r\n\"\"C\";1;1.2.1990\r\nD;E;;\r\n"u8.ToArray();
        yield return "First Name,Last Name,Phone 1 - Type,Phone 1 - Value,Birthday\nA,B,Work,1 ::: 2,0/0/00\n"u8.ToArray();
        yield return Encoding.Unicode.GetBytes("\uFEFFVorname;Nachname\r\nÄ;Ö\r\n");
    }

    private static IEnumerable<byte[]> Real()
    {
        foreach (var folder in new[] { "vcards", "csv" })
        {
            if (Engine.SharedData.Find($"{folder}/../README.md") is { } readme)
            {
                foreach (var file in Directory.GetFiles(Path.Combine(Path.GetDirectoryName(readme)!, folder)).Order(StringComparer.Ordinal))
                    yield return File.ReadAllBytes(file);
            }
        }
    }
}
