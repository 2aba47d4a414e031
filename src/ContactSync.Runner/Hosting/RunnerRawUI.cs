using System.Management.Automation.Host;

namespace ContactSync.Runner.Hosting;

/// <summary>The screen as the formatter needs it: its width. Nothing here moves a cursor or paints.</summary>
internal sealed class RunnerRawUI(Terminal terminal) : PSHostRawUserInterface
{
    /// <summary>Lines: only paging would ask, and the runner does not page.</summary>
    private const int Height = 50;
    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;
    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;
    public override Coordinates CursorPosition { get; set; }
    public override Coordinates WindowPosition { get; set; }
    public override int CursorSize { get; set; } = 25;
    public override Size BufferSize
    {
        get => new(terminal.Width, Height);
        set => throw Fixed();
    }
    public override Size WindowSize
    {
        get => new(terminal.Width, Height);
        set => throw Fixed();
    }
    public override Size MaxWindowSize => WindowSize;
    public override Size MaxPhysicalWindowSize => WindowSize;
    public override bool KeyAvailable => !Console.IsInputRedirected && Console.KeyAvailable;
    public override string WindowTitle { get; set; } = "ContactSync";
    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        if (Console.IsInputRedirected)
            throw new HostException(string.Format(Errors.InputEnded, nameof(ReadKey)));
        var key = Console.ReadKey(intercept: options.HasFlag(ReadKeyOptions.NoEcho));
        return new KeyInfo((int)key.Key, key.KeyChar, controlKeyState: 0, keyDown: true);
    }
    public override void FlushInputBuffer()
    {
        while (KeyAvailable)
            Console.ReadKey(intercept: true);
    }
    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw Fixed();
    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw Fixed();
    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw Fixed();
    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw Fixed();

    /// <summary>Letters of East Asia take two columns; without this, tables with such names do not align.</summary>
    public override int LengthInBufferCells(char source) => source is
        (>= '\u1100' and <= '\u115f') or (>= '\u2e80' and <= '\ua4cf') or (>= '\uac00' and <= '\ud7a3') or
        (>= '\uf900' and <= '\ufaff') or (>= '\ufe30' and <= '\ufe6f') or (>= '\uff00' and <= '\uff60') or (>= '\uffe0' and <= '\uffe6')
        ? 2
        : 1;

    public override int LengthInBufferCells(string source) => source.Sum(LengthInBufferCells);

    private static HostException Fixed() => new(Errors.FixedScreen);
}
