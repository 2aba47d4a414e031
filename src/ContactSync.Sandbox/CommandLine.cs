using System.Globalization;

namespace ContactSync.Sandbox;

/// <summary>What the program was asked to do.</summary>
/// <param name="Options">How to start the sandbox.</param>
/// <param name="ParentProcessId">Process whose end ends the sandbox too; null to watch standard input only.</param>
/// <param name="ShowsHelp">Print how the program is used, and nothing else.</param>
internal sealed record CommandLine(SandboxOptions Options, int? ParentProcessId, bool ShowsHelp)
{
    public const string Usage = """
        ContactSync.Sandbox: a Microsoft 365 tenant on loopback, for trying things out and for tests.

          --port N                  TCP port; 0, the default, takes a free one
          --contacts DIR            folder with vCard, CSV and Graph JSON files for the mailboxes
          --mailboxes N             users with a mailbox (12)
          --on-premises-mailboxes N further users with a mailbox on the organisation's own server, for EWS (0); they and the
                                    other users with a mailbox are the group "Everyone"
          --contacts-per-mailbox N  fill each mailbox up to N contacts (0)
          --seed N                  same seed, same tenant (1)
          --latency MS              time before each answer, in milliseconds (0)
          --replication-delay MS    time until a new object is known everywhere, in milliseconds (1000)
          --parent-process-id PID   end with this process too, and leave SIGINT to it

        Prints one line of JSON once it serves, and ends when standard input closes or on SIGINT or SIGTERM.
        """;

    /// <exception cref="FormatException">An argument is unknown, incomplete or out of range; the message says which.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var options = new SandboxOptions();
        int? parent = null;
        for (var index = 0; index < arguments.Count; index++)
        {
            var name = arguments[index];
            if (name is "--help" or "-h")
                return new CommandLine(options, null, true);
            switch (name)
            {
                case "--port":
                    options = options with { Port = Number(0, 65535) };
                    break;
                case "--contacts":
                    options = options with { ContactPath = Folder() };
                    break;
                case "--mailboxes":
                    options = options with { MailboxCount = Number(0, 100_000) };
                    break;
                case "--on-premises-mailboxes":
                    options = options with { OnPremisesMailboxCount = Number(0, 100_000) };
                    break;
                case "--contacts-per-mailbox":
                    options = options with { ContactsPerMailbox = Number(0, 1_000_000) };
                    break;
                case "--seed":
                    options = options with { Seed = Number(int.MinValue, int.MaxValue) };
                    break;
                case "--latency":
                    options = options with { LatencyMilliseconds = Number(0, 600_000) };
                    break;
                case "--replication-delay":
                    options = options with { ReplicationDelay = TimeSpan.FromMilliseconds(Number(0, 3_600_000)) };
                    break;
                case "--parent-process-id":
                    parent = Number(1, int.MaxValue);
                    break;
                default:
                    throw new FormatException($"'{name}' is not an argument of the sandbox; --help shows those there are.");
            }

            string Value() => ++index < arguments.Count
                ? arguments[index]
                : throw new FormatException($"{name} needs a value behind it.");

            int Number(int least, int most)
            {
                var text = Value();
                if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                    throw new FormatException($"{name} needs a whole number, not '{text}'.");
                return number >= least && number <= most
                    ? number
                    : throw new FormatException($"{name} must lie between {least} and {most}, not be {text}.");
            }

            string Folder()
            {
                var path = Value();
                return System.IO.Directory.Exists(path)
                    ? Path.GetFullPath(path)
                    : throw new FormatException($"{name}: there is no folder '{path}'.");
            }
        }
        return new CommandLine(options, parent, false);
    }
}
