using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using ContactSync.Sandbox.Ews.Soap;

namespace ContactSync.Sandbox.Ews.Items;

/// <summary>Which part of a list is returned: what was asked for, but never more than the throttling policy lets through.</summary>
internal sealed class PageView
{
    /// <summary>EWSFindCountLimit.</summary>
    public const int MostItems = 1000;

    /// <summary>What a search returns at most, from Exchange 2013 on.</summary>
    public const int MostFiltered = 250;

    private readonly int _first;
    private readonly int _count;
    private readonly int _total;
    private readonly string? _kind;
    private readonly int _denominator;

    private PageView(string? kind, int first, int count, int total, int denominator = 0)
    {
        _kind = kind;
        _first = first;
        _count = count;
        _total = total;
        _denominator = denominator;
    }

    private bool FromEnd => _kind == "End";

    private bool IsLast => FromEnd ? _first == 0 : _first + _count >= _total;

    /// <param name="operation">FindItem or FindFolder.</param>
    /// <param name="total">Objects that there are.</param>
    /// <param name="hasFilter">There is a restriction, which lowers the cap.</param>
    /// <exception cref="EwsException">Numbers that make no sense.</exception>
    public static PageView Read(XElement operation, int total, bool hasFilter)
    {
        var cap = hasFilter ? MostFiltered : MostItems;
        var view = operation.Elements().FirstOrDefault(e => e.Name.LocalName.EndsWith("View", StringComparison.Ordinal));
        var most = Number(view, "MaxEntriesReturned") ?? cap;
        if (most <= 0)
            throw new EwsException("ErrorInvalidPagingMaxRows", "MaxEntriesReturned must be greater than zero.");
        most = Math.Min(most, cap);
        if (view?.Name.LocalName.StartsWith("Fractional", StringComparison.Ordinal) ?? false)
            return Fractional(view, most, total);
        var offset = Number(view, "Offset") ?? 0;
        if (offset < 0)
            throw new EwsException("ErrorInvalidIndexedPagingParameters", "Offset must not be negative.");
        offset = Math.Min(offset, total);
        if ((string?)view?.Attribute("BasePoint") == "End")
        {
            var last = total - offset;
            var first = Math.Max(0, last - most);
            return new PageView("End", first, last - first, total);
        }
        return new PageView("Beginning", offset, Math.Min(most, total - offset), total);
    }

    public IEnumerable<T> Of<T>(List<T> all) => all.GetRange(_first, _count);

    public void WriteAttributes(XmlWriter writer)
    {
        if (_denominator > 0)
        {
            writer.WriteAttributeString("NumeratorOffset", Text(_first + _count));
            writer.WriteAttributeString("AbsoluteDenominator", Text(_total));
        }
        else
        {
            writer.WriteAttributeString("IndexedPagingOffset", Text(FromEnd ? _total - _first : _first + _count));
        }
        writer.WriteAttributeString("TotalItemsInView", Text(_total));
        writer.WriteAttributeString("IncludesLastItemInRange", SoapValues.Boolean(IsLast));
    }

    private static PageView Fractional(XElement view, int most, int total)
    {
        var (numerator, denominator) = (Number(view, "Numerator")!.Value, Number(view, "Denominator")!.Value);
        if (denominator <= 0 || numerator < 0 || numerator > denominator)
            throw new EwsException("ErrorInvalidFractionalPagingParameters", "The numerator lies between zero and the denominator.");
        var first = (int)((long)total * numerator / denominator);
        return new PageView("Fractional", first, Math.Min(most, total - first), total, denominator);
    }

    private static int? Number(XElement? view, string name) =>
        (string?)view?.Attribute(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
