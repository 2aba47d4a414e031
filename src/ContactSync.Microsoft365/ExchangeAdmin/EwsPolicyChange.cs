namespace ContactSync.Microsoft365.ExchangeAdmin;

/// <summary>One application id to be put on the list of apps that may use EWS, or taken off. Made by reading only.</summary>
public sealed class EwsPolicyChange
{
    private EwsPolicyChange(EwsPolicy before, IReadOnlyList<string> appIds, string appId, bool removes)
    {
        (Before, AppIds, AppId) = (before, appIds, appId);
        if (appIds.Count == before.AppIds.Count)
            return;
        var text = removes ? nameof(Errors.Text_EwsTakeOff) : nameof(Errors.Text_EwsPutOn);
        Changes = [Texts.Catalog.Text(text, appId, appIds.Count)];
    }

    /// <summary>What will be written, a sentence; empty where nothing has to be.</summary>
    public IReadOnlyList<string> Changes { get; } = [];

    /// <summary>When it takes effect, and what else keeps it from helping.</summary>
    public IEnumerable<string> Warnings
    {
        get
        {
            yield return Texts.Catalog.Text(nameof(Errors.Text_EwsListLater));
            if (Before.Enabled is null)
                yield return Texts.Catalog.Text(nameof(Errors.Text_EwsListNotAsked));
            else if (Before.Enabled is false)
                yield return Texts.Catalog.Text(nameof(Errors.Text_EwsOrganisationOff));
        }
    }

    /// <summary>The policy as it was, in JSON: the backup.</summary>
    public string Backup => Before.ToJson();

    internal EwsPolicy Before { get; }

    /// <summary>The list as it shall be.</summary>
    internal IReadOnlyList<string> AppIds { get; }

    internal string AppId { get; }

    /// <summary>Compares what shall be with what is.</summary>
    /// <exception cref="SyncException"><c>EwsListWouldBeEmpty</c>: the last one cannot be taken off.</exception>
    internal static EwsPolicyChange Make(EwsPolicy before, string appId, bool remove)
    {
        var others = before.AppIds.Where(id => !id.Equals(appId, StringComparison.OrdinalIgnoreCase)).ToList();
        var isListed = others.Count < before.AppIds.Count;
        if (remove && isListed && others.Count == 0)
        {
            throw Texts.Catalog.Create(
                nameof(Errors.EwsListWouldBeEmpty), SyncErrorKind.InvalidOperation, appId, appId, before.Organisation);
        }
        return new EwsPolicyChange(before, remove ? others : isListed ? before.AppIds : [.. before.AppIds, appId], appId, remove);
    }
}
