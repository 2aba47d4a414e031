namespace ContactSync.Sandbox.Graph;

/// <summary>Splits a $filter expression into words, signs and quoted text.</summary>
internal sealed class FilterTokens
{
    private const string Signs = "(),:/";

    private readonly string _text;
    private int _position;

    public FilterTokens(string text)
    {
        _text = text;
        Next();
    }

    /// <summary>The token at hand; "" at the end. Quoted text begins with an apostrophe and has its doubled ones undone.</summary>
    public string Current { get; private set; } = "";

    public bool IsQuoted => Current.StartsWith('\'');

    public bool Is(string word) => Current.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Steps over the token if it is this one.</summary>
    public bool Skip(string word)
    {
        if (!Is(word))
            return false;
        Next();
        return true;
    }

    /// <exception cref="GraphException">Another token stands here.</exception>
    public void Expect(string word)
    {
        if (!Skip(word))
            throw Invalid();
    }

    /// <summary>Hands out the token and goes on.</summary>
    public string Take()
    {
        var token = Current;
        if (token.Length == 0)
            throw Invalid();
        Next();
        return token;
    }

    public GraphException Invalid() =>
        GraphException.BadRequest($"Invalid filter clause: There is a syntax error at position {_position} in '{_text}'.");

    private void Next()
    {
        while (_position < _text.Length && char.IsWhiteSpace(_text[_position]))
            _position++;
        if (_position == _text.Length)
            Current = "";
        else if (_text[_position] == '\'')
            Current = Quoted();
        else if (Signs.Contains(_text[_position]))
            Current = _text[_position++].ToString();
        else
            Current = Word();
    }

    private string Word()
    {
        var start = _position;
        while (_position < _text.Length && !char.IsWhiteSpace(_text[_position]) && !"(),/'".Contains(_text[_position]))
        {
            // A colon ends the variable of a lambda but belongs to a point in time.
            if (_text[_position] == ':' && !char.IsDigit(_text[start]))
                break;
            _position++;
        }
        return _text[start.._position];
    }

    private string Quoted()
    {
        var start = ++_position;
        for (; _position < _text.Length; _position++)
        {
            if (_text[_position] != '\'')
                continue;
            if (_position + 1 == _text.Length || _text[_position + 1] != '\'')
                return "'" + _text[start.._position++].Replace("''", "'", StringComparison.Ordinal);
            _position++;
        }
        throw GraphException.BadRequest($"Invalid filter clause: There is an unterminated string literal in '{_text}'.");
    }
}
