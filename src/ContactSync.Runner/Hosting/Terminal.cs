using System.Management.Automation;

namespace ContactSync.Runner.Hosting;

/// <summary>
/// Standard output and standard error as one screen: what a script shows goes to the one, what it says about its work to the other.
/// Colour and the progress line appear on a terminal only; the environment variable NO_COLOR (https://no-color.org) turns colour off.
/// </summary>
internal sealed class Terminal
{
    private const string Red = "\e[31m";
    private const string Yellow = "\e[33m";
    private const string Reset = "\e[0m";
    private const string BackAndClear = "\r\e[K";

    /// <summary>The width PowerShell assumes where nobody looks.</summary>
    private const int DefaultWidth = 120;

    private readonly TextWriter output;
    private readonly TextWriter error;
    private readonly bool outputIsTerminal;
    private readonly bool errorIsTerminal;
    private readonly bool colour;
    private readonly ProgressThrottle throttle = new(TimeProvider.System);
    private readonly Lock gate = new();
    private bool progressShown;

    private Terminal(TextWriter output, TextWriter error, bool outputIsTerminal, bool errorIsTerminal, bool colour)
    {
        this.output = output;
        this.error = error;
        this.outputIsTerminal = outputIsTerminal;
        this.errorIsTerminal = errorIsTerminal;
        this.colour = colour;
    }

    /// <summary>Whether escape sequences in a table's head may be shown.</summary>
    public bool OutputHasColour => outputIsTerminal && colour;

    /// <summary>Columns: the window's, what COLUMNS says where there is no window, or 120.</summary>
    public int Width
    {
        get
        {
            if (outputIsTerminal && Console.WindowWidth > 0)
                return Console.WindowWidth;
            return int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out var columns) && columns > 0 ? columns : DefaultWidth;
        }
    }

    public static Terminal OfThisProcess() => new(
        Console.Out,
        Console.Error,
        !Console.IsOutputRedirected && UnderstandsEscapes(),
        !Console.IsErrorRedirected && UnderstandsEscapes(),
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));

    public void Write(string text)
    {
        lock (gate)
        {
            EraseProgress();
            output.Write(text);
        }
    }

    public void WriteLine(string text) => Write(text + Environment.NewLine);

    public void WriteWarning(string text) => Say(text, Yellow);

    public void WriteDetail(string text) => Say(text, colourCode: null);

    public void WriteError(ErrorRecord record)
    {
        foreach (var line in ErrorText.Lines(record))
            Say(line, Red);
    }

    public void WriteError(string message, string? advice = null)
    {
        foreach (var line in ErrorText.Lines(message, advice, position: null))
            Say(line, Red);
    }

    /// <summary>Shows the text of a question where it is seen even when the output goes into a file.</summary>
    public void Ask(string text)
    {
        lock (gate)
        {
            EraseProgress();
            error.Write(text);
            error.Flush();
        }
    }

    /// <summary>Shows one line that the next one replaces; nothing where standard error is no terminal.</summary>
    public void ShowProgress(ProgressRecord record)
    {
        if (!errorIsTerminal)
            return;
        lock (gate)
        {
            if (record.RecordType == ProgressRecordType.Completed)
            {
                EraseProgress();
            }
            else if (throttle.IsDue())
            {
                error.Write(BackAndClear + Shorten(ProgressText(record), Console.WindowWidth - 1));
                error.Flush();
                progressShown = true;
            }
        }
    }

    public void ClearProgress()
    {
        lock (gate)
            EraseProgress();
    }

    private static bool UnderstandsEscapes() => OperatingSystem.IsWindows()
        ? Environment.GetEnvironmentVariable("WT_SESSION") is not null
        : Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    private static string ProgressText(ProgressRecord record)
    {
        var percent = record.PercentComplete >= 0 ? $"{record.PercentComplete,3}% " : "";
        string[] parts = [record.Activity, record.StatusDescription];
        return percent + string.Join(": ", parts.Where(part => !string.IsNullOrWhiteSpace(part)));
    }

    private static string Shorten(string text, int width) =>
        width < 2 || text.Length <= width ? text : text[..(width - 1)] + "…";

    private void Say(string text, string? colourCode)
    {
        lock (gate)
        {
            EraseProgress();
            error.WriteLine(colourCode is not null && errorIsTerminal && colour ? colourCode + text + Reset : text);
        }
    }

    private void EraseProgress()
    {
        if (!progressShown)
            return;
        error.Write(BackAndClear);
        error.Flush();
        progressShown = false;
    }
}
