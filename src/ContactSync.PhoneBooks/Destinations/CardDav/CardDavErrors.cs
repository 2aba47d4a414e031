using ContactSync.Engine.Ports;
namespace ContactSync.PhoneBooks.Destinations.CardDav;

/// <summary>What a CardDAV server answers, told in an admin's words.</summary>
internal static class CardDavErrors
{
    /// <summary>Reads an answer about several resources.</summary>
    /// <exception cref="SyncException">CardDavAnswerUnreadable.</exception>
    public static MultiStatus Read(DavAnswer answer)
    {
        try
        {
            return MultiStatus.Read(answer.Body, answer.Address);
        }
        catch (FormatException error)
        {
            throw Texts.Catalog.Create(
                error, nameof(Errors.CardDavAnswerUnreadable), SyncErrorKind.InvalidOperation, answer.Address.AbsoluteUri,
                answer.Address.AbsoluteUri, error.Message);
        }
    }

    /// <summary>The server answered, and its answer is no.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="method">What was asked.</param>
    /// <param name="user">Who asked.</param>
    public static SyncException Refused(DavAnswer answer, string method, string? user)
    {
        var (place, reason) = (answer.Address.AbsoluteUri, Reason(answer, method));
        return answer.Status switch
        {
            403 => ServerErrors.Denied(place, user, reason),
            404 or 409 or 410 => Texts.Catalog.Create(nameof(Errors.CardDavNoAddressBook), SyncErrorKind.NotFound, place, place),
            _ => new ServiceRefusedException(
                Texts.Catalog.Create(nameof(Errors.CardDavRefused), SyncErrorKind.InvalidOperation, place, place, reason),
                MultiStatus.Condition(answer.Body), answer.Status),
        };
    }

    /// <summary>The server does not write an item.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="method">PUT or DELETE.</param>
    /// <param name="place">The address book.</param>
    /// <param name="item">The item, as shown to people.</param>
    /// <param name="user">Who asked.</param>
    public static SyncException ItemRefused(DavAnswer answer, string method, string place, string item, string? user) =>
        answer.Status switch
        {
            412 => Engine.Ports.DestinationErrors.ItemChanged(place, item),
            // Without a condition the user may not write at all; the rest is about this card: too large, not understood, its UID taken.
            403 when MultiStatus.Condition(answer.Body) is null or "need-privileges" =>
                ServerErrors.Denied(place, user, Reason(answer, method)),
            404 or 410 => Refused(answer, method, user),
            409 when MultiStatus.Condition(answer.Body) is null => Refused(answer, method, user),
            _ => DestinationErrors.ItemRefused(place, item, Reason(answer, method)),
        };

    private static string Reason(DavAnswer answer, string method) =>
        $"{method}: HTTP {answer.Status}{(MultiStatus.Condition(answer.Body) is { } condition ? $" ({condition})" : "")}";
}
