namespace ContactSync.Sandbox;

internal static class ListExtensions
{
    public static void Replace<T>(this List<T> list, Func<T, T> change)
    {
        for (var index = 0; index < list.Count; index++)
            list[index] = change(list[index]);
    }
}
