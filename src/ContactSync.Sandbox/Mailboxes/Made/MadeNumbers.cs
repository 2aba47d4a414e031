using System.Globalization;

namespace ContactSync.Sandbox.Mailboxes.Made;

/// <summary>
/// Telephone numbers from the ranges that the regulators keep free for films and books, written the way people type them.
/// No call can ever reach anybody.
/// </summary>
internal static class MadeNumbers
{
    private static readonly (string Area, string Local)[] GermanLandlines =
        [("30", "23125"), ("69", "90009"), ("40", "66969"), ("221", "4710"), ("89", "99998")];

    /// <summary>The number that examples/quickstart.ps1 looks up; it may exist only once.</summary>
    private const int QuickstartExtension = 11;

    public static string Landline(Random random, string country) => country switch
    {
        "GB" => Pick(random, $"+44 20 7946 0{Digits(random, 3)}", $"020 7946 0{Digits(random, 3)}", $"+44 (0)161 496 0{Digits(random, 3)}",
            $"0044 20 79460{Digits(random, 3)}"),
        "US" => Pick(random, $"(212) 555-01{Digits(random, 2)}", $"+1 425 555 01{Digits(random, 2)}",
            $"+1 (206) 555-01{Digits(random, 2)} ext. {random.Next(10, 999)}",
            $"303.555.01{Digits(random, 2)}"),
        "FR" => Pick(random,
            $"+33 1 99 00 {Digits(random, 2)} {Digits(random, 2)}", $"0033 1 99 00 {Digits(random, 2)} {Digits(random, 2)}"),
        "SE" => Pick(random, $"+46 8 465 004 {Digits(random, 2)}", $"+46 (0)8-465 004 {Digits(random, 2)}"),
        _ => German(random),
    };

    public static string Mobile(Random random, string country)
    {
        if (country == "GB")
            return Pick(random, $"+44 7700 900{Digits(random, 3)}", $"07700 900{Digits(random, 3)}",
                $"+44 (0) 7700 900 {Digits(random, 3)}");
        if (country == "US")
            return Pick(random, $"+1 917 555 01{Digits(random, 2)}", $"917-555-01{Digits(random, 2)}");
        if (country == "FR")
            return $"+33 6 39 98 {Digits(random, 2)} {Digits(random, 2)}";
        var (network, local) = random.Next(3) switch
        {
            0 => ("171", "39200" + Digits(random, 2)),
            1 => ("176", "040690" + Digits(random, 2)),
            _ => ("152", Pick(random, "28817386", "28895456", "54599371")),
        };
        return Pick(random, $"0{network}-{local}", $"0{network}/{local}", $"+49 {network} {local}",
            $"+49 (0) {network} / {local}", $"0{network} {local}", $"0049{network}{local}", $"+49{network}{local}");
    }

    private static string German(Random random)
    {
        var (area, local) = Pick(random, GermanLandlines);
        var number = random.Next(0, 1000);
        if (number == QuickstartExtension)
            number++;
        var extension = number.ToString("000", CultureInfo.InvariantCulture);
        return random.Next(12) switch
        {
            0 => $"0{area} / {local}-{extension}",
            1 => $"+49 (0){area} {local}{extension}",
            2 => $"(0{area}) {local}-{extension}",
            3 => $"+49 {area} {local}-{extension}",
            4 => $"0049 {area} {local} {extension}",
            5 => $"0{area}/{local[..3]} {local[3..]} {extension}",
            6 => $"0{area}-{local}{extension}",
            7 => $"0{area} {local}{extension}",
            8 => $"+49{area}{local}{extension}",
            9 => $"+49.{area}.{local}.{extension}",
            10 => $"Tel.: 0{area} / {local} - {extension}",
            _ => $"0{area} {local} DW {extension}",
        };
    }

    private static string Digits(Random random, int count) =>
        random.Next(0, (int)Math.Pow(10, count)).ToString(new string('0', count), CultureInfo.InvariantCulture);

    private static T Pick<T>(Random random, params T[] items) => items[random.Next(items.Length)];
}
