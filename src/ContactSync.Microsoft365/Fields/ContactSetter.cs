using System.Reflection;

namespace ContactSync.Microsoft365.Fields;

/// <summary>Sets the members of a contact that is still being read.</summary>
internal static class ContactSetter
{
    /// <summary>The member's own setter. The contact is handed on only when it is complete, and never changes after that.</summary>
    public static Action<SyncContact, T> Of<T>(string member) =>
        typeof(SyncContact).GetProperty(member, BindingFlags.Instance | BindingFlags.Public)!.SetMethod!
            .CreateDelegate<Action<SyncContact, T>>();

    /// <summary>
    /// The day that was meant. Outlook stores midnight of the place it ran in, Outlook on the web 11:59 UTC; both round to the day.
    /// 4501-01-01 is Exchange's word for no date.
    /// </summary>
    public static DateOnly? DayOf(DateTimeOffset moment) =>
        moment.Year is 4500 or 4501 || moment == DateTimeOffset.MinValue ? null : DateOnly.FromDateTime(moment.UtcDateTime.AddHours(12));
}
