namespace ContactSync.PowerShell.Connections.Products;

/// <summary>A line of a form: a label and what stands behind it.</summary>
/// <param name="Label">The label, exactly as the product shows it.</param>
/// <param name="Value">What stands behind it; null where the line is left out.</param>
/// <param name="Read">Takes it in; null where it says nothing about a connection.</param>
/// <param name="IsSecret">Whether it may be written only where that is asked for.</param>
/// <param name="IsNeeded">Whether a form without it is refused.</param>
internal sealed record LabelledRow(
    string Label, Func<ProductValues, string?> Value, Func<ProductValues, string, ProductValues>? Read = null, bool IsSecret = false,
    bool IsNeeded = false)
{
    /// <summary>A switch of the form, or another line that is the same for all.</summary>
    public static LabelledRow Fixed(string label, string value, Func<ProductValues, bool>? where = null) =>
        new(label, values => where?.Invoke(values) == false ? null : value);
}
