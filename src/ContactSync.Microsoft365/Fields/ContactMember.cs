using System.Globalization;
using System.Reflection;

namespace ContactSync.Microsoft365.Fields;

/// <summary>Sets and gets the members of a contact by their names.</summary>
internal static class ContactMember
{
    /// <summary>
    /// The member's own setter, for a contact that is still being read: it is handed on only when it is complete, and never changes after
    /// that.
    /// </summary>
    public static Action<SyncContact, T> Setter<T>(string member) => Of(member).SetMethod!.CreateDelegate<Action<SyncContact, T>>();

    /// <summary>The member's getter.</summary>
    public static Func<SyncContact, T> Getter<T>(string member) => Of(member).GetMethod!.CreateDelegate<Func<SyncContact, T>>();

    /// <summary>
    /// The day that was meant. Outlook stores midnight of the place it ran in, Outlook on the web 11:59 UTC; both round to the day.
    /// 4501-01-01 is Exchange's word for no date.
    /// </summary>
    public static DateOnly? DayOf(DateTimeOffset moment) =>
        moment.Year is 4500 or 4501 || moment == DateTimeOffset.MinValue ? null : DateOnly.FromDateTime(moment.UtcDateTime.AddHours(12));

    /// <summary>The moment that a day is written as: that of Outlook on the web, which is the same day nearly everywhere.</summary>
    public static string? MomentOf(DateOnly? day) => day?.ToString("yyyy-MM-dd'T11:59:00Z'", CultureInfo.InvariantCulture);

    private static PropertyInfo Of(string member) =>
        typeof(SyncContact).GetProperty(member, BindingFlags.Instance | BindingFlags.Public)!;
}
