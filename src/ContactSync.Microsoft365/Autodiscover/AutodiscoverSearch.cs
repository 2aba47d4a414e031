using System.Net.Mail;
using System.Xml;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Autodiscover;

/// <summary>One search: asks server after server, follows what may be followed, and keeps what came of each step.</summary>
internal sealed class AutodiscoverSearch : IDisposable
{
    internal const int MaxRedirects = 10;

    private readonly AutodiscoverOptions options;
    private readonly string asked;
    private readonly AutodiscoverReach reach;
    private readonly AutodiscoverTransport transport;
    private readonly List<AutodiscoverStep> steps = [];
    private readonly HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> blocked = [];
    private string emailAddress;
    private int redirects;

    /// <exception cref="SyncException">The environment's own certificate, or what it pins, makes no sense.</exception>
    public AutodiscoverSearch(AutodiscoverOptions options, string emailAddress)
    {
        this.options = options;
        this.emailAddress = asked = emailAddress;
        reach = new AutodiscoverReach(options);
        transport = new AutodiscoverTransport(options, reach);
        seen.Add(emailAddress);
    }

    /// <exception cref="SyncException">Nothing was found.</exception>
    public async Task<AutodiscoverResult> RunAsync(CancellationToken cancellationToken)
    {
        if (DomainOf(emailAddress) is not { } domain)
            throw Texts.Catalog.Create(nameof(Errors.AutodiscoverAddressInvalid), SyncErrorKind.InvalidArgument, asked, asked);
        while (true)
        {
            var servers = options.Servers?.Invoke(domain) ?? [new Uri($"https://{domain}"), new Uri($"https://autodiscover.{domain}")];
            reach.Add(domain, servers);
            switch (await AskServersAsync(servers, cancellationToken).ConfigureAwait(false))
            {
                case AutodiscoverAnswer.Found found:
                    return new AutodiscoverResult(new Uri(found.EwsUrl), emailAddress, steps);
                case AutodiscoverAnswer.OtherAddress other:
                    emailAddress = other.EmailAddress;
                    domain = DomainOf(emailAddress)!;
                    break;
                default:
                    throw AutodiscoverErrors.NothingFound(asked, steps, blocked, options.SignIn);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => transport.Dispose();

    /// <summary>The domain of a mail address; null for what is none.</summary>
    private static string? DomainOf(string address) =>
        MailAddress.TryCreate(address, out var parsed) && parsed.Address.Equals(address, StringComparison.OrdinalIgnoreCase)
        && Uri.CheckHostName(parsed.Host) == UriHostNameType.Dns
            ? parsed.Host
            : null;

    /// <summary>The first answer that leads on: an address of EWS, or another mail address; null where there is none.</summary>
    private async Task<AutodiscoverAnswer?> AskServersAsync(IEnumerable<Uri> servers, CancellationToken cancellationToken)
    {
        foreach (var server in servers)
        {
            foreach (var question in AutodiscoverQuestion.All)
            {
                var (outcome, answer) = await FollowAsync(question, new Uri(server, question.Path), cancellationToken)
                    .ConfigureAwait(false);
                if (outcome is AutodiscoverOutcome.Found or AutodiscoverOutcome.Redirected)
                    return answer;
                // Another form of the question reaches the same server; and a wrong password is not tried twice there.
                if (outcome is AutodiscoverOutcome.Unreachable or AutodiscoverOutcome.SignInRefused)
                    break;
            }
        }
        return null;
    }

    /// <summary>Asks, and goes from URL to URL as long as answers send elsewhere.</summary>
    private async Task<(AutodiscoverOutcome Outcome, AutodiscoverAnswer? Answer)> FollowAsync(
        AutodiscoverQuestion question, Uri address, CancellationToken cancellationToken)
    {
        while (true)
        {
            seen.Add(Key(address));
            var (outcome, detail, answer) = await AskAsync(question, address, cancellationToken).ConfigureAwait(false);
            var step = new AutodiscoverStep(question.Form, address, outcome, Redaction.Clean(detail));
            steps.Add(step);
            options.Trace?.Invoke($"Autodiscover for {emailAddress}: {step}");
            if (outcome != AutodiscoverOutcome.Redirected || answer is not AutodiscoverAnswer.OtherUrl other)
                return (outcome, answer);
            address = new Uri(other.Url);
            question = question.For(address);
        }
    }

    private async Task<Judgement> AskAsync(AutodiscoverQuestion question, Uri address, CancellationToken cancellationToken)
    {
        AutodiscoverReply reply;
        try
        {
            reply = await transport.AskAsync(question, address, emailAddress, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectionLostException error)
        {
            return new(AutodiscoverOutcome.Unreachable, error.Message.TrimEnd('.'));
        }
        if (reply is { Status: 301 or 302 or 303 or 307 or 308, Location: { } location })
            return JudgeUrl(new Uri(address, location).AbsoluteUri);
        if (reply.Status == 401)
        {
            return reply.WasProven
                ? new(AutodiscoverOutcome.SignInRefused, $"HTTP 401, the account {options.SignIn!.Account} was refused")
                : new(AutodiscoverOutcome.SignInNeeded, $"HTTP 401, sign-in by {string.Join(", ", reply.Schemes.DefaultIfEmpty("?"))}");
        }
        if (reply.Body is not { } body)
            return new(AutodiscoverOutcome.NoAnswer, $"its answer is longer than {options.MaxAnswerBytes >> 10} KB");
        // Refusals come with an error's status, and pages of somebody else with 200.
        if (reply.MediaType?.EndsWith("xml", StringComparison.OrdinalIgnoreCase) != true
            && reply.MediaType?.EndsWith("json", StringComparison.OrdinalIgnoreCase) != true)
        {
            return new(AutodiscoverOutcome.NoAnswer, $"HTTP {reply.Status}, {reply.MediaType ?? "no content"}");
        }
        try
        {
            return Judge(question.Read(body));
        }
        catch (Exception error) when (error is XmlException or FormatException)
        {
            return new(AutodiscoverOutcome.NoAnswer, $"HTTP {reply.Status}, not an answer: {error.Message.TrimEnd('.')}");
        }
    }

    private Judgement Judge(AutodiscoverAnswer answer) => answer switch
    {
        AutodiscoverAnswer.Found found => JudgeFound(found),
        AutodiscoverAnswer.OtherUrl other => JudgeUrl(other.Url),
        AutodiscoverAnswer.OtherAddress other => JudgeAddress(other),
        AutodiscoverAnswer.Refused { IsAddressUnknown: true, Reason: var reason } => new(AutodiscoverOutcome.AddressUnknown, reason),
        AutodiscoverAnswer.Refused { Reason: var reason } => new(AutodiscoverOutcome.NoAnswer, reason),
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, null),
    };

    /// <summary>The account will sign in at what is found, so that it too must be a server that may be turned to.</summary>
    private Judgement JudgeFound(AutodiscoverAnswer.Found found) =>
        Refuse(found.EwsUrl) ?? new(AutodiscoverOutcome.Found, found.EwsUrl, found);

    private Judgement JudgeUrl(string url) =>
        Refuse(url)
        ?? CountRedirect(isNew: !seen.Contains(Key(new Uri(url))))
        ?? new(AutodiscoverOutcome.Redirected, $"redirects to {url.Split('?')[0]}", new AutodiscoverAnswer.OtherUrl(url));

    private Judgement JudgeAddress(AutodiscoverAnswer.OtherAddress other)
    {
        if (DomainOf(other.EmailAddress) is not { } domain)
            return new(AutodiscoverOutcome.NoAnswer, $"sends to '{other.EmailAddress}', which is no mail address");
        if (!reach.AllowsDomain(domain))
        {
            blocked.Add(domain);
            return new(AutodiscoverOutcome.RedirectRefused, $"sends to {other.EmailAddress}, in another domain");
        }
        return CountRedirect(isNew: seen.Add(other.EmailAddress))
            ?? new(AutodiscoverOutcome.Redirected, $"sends to {other.EmailAddress}", other);
    }

    /// <summary>Why an address must not be turned to; null where it may.</summary>
    private Judgement? Refuse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var target))
            return new(AutodiscoverOutcome.NoAnswer, $"leads to '{url}', which is no address");
        if (target.Scheme != Uri.UriSchemeHttps)
            return new(AutodiscoverOutcome.RedirectRefused, $"leads to {target.GetLeftPart(UriPartial.Path)}, which is not https");
        if (reach.Allows(target))
            return null;
        blocked.Add(target.Host);
        return new(AutodiscoverOutcome.RedirectRefused, $"leads to {target.GetLeftPart(UriPartial.Path)}, in another domain");
    }

    private string Key(Uri address) => $"{address.GetLeftPart(UriPartial.Path)} {emailAddress}";

    /// <summary>Why there must not be one more redirect; null where there may.</summary>
    private Judgement? CountRedirect(bool isNew)
    {
        if (!isNew)
            return new(AutodiscoverOutcome.RedirectRefused, "redirects in a circle");
        return ++redirects > MaxRedirects
            ? new(AutodiscoverOutcome.RedirectRefused, $"redirects once more, after {MaxRedirects} redirects")
            : null;
    }

    private sealed record Judgement(AutodiscoverOutcome Outcome, string Detail, AutodiscoverAnswer? Answer = null);
}
