using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace ContactSync.Runner.Hosting;

/// <summary>Questions in the words and with the keys that an admin knows from PowerShell.</summary>
internal sealed class Prompts(Terminal terminal, InputLines input)
{
    public string ReadLine(string question) =>
        Answer(input.ReadLine(), question);

    public SecureString ReadSecret(string question) =>
        Answer(input.ReadSecret(), question);

    /// <summary>Asks for the values of mandatory parameters.</summary>
    public Dictionary<string, PSObject> ForValues(string? caption, string? message, Collection<FieldDescription> fields)
    {
        Introduce(caption, message);
        return fields.ToDictionary(field => field.Name, ForValue);
    }

    public PSCredential ForCredential(string? caption, string? message, string? userName)
    {
        Introduce(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            terminal.Ask("User: ");
            userName = ReadLine("User");
        }
        terminal.Ask($"Password for {userName}: ");
        var password = ReadSecret($"Password for {userName}");
        return new PSCredential(userName, password);
    }

    public int ForChoice(string? caption, string? message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        Introduce(caption, message);
        var labels = choices.Select(Label).ToList();
        var question = string.Join("  ", labels.Select(label => label.Shown)) + "  [?] Help";
        if (defaultChoice >= 0)
            question += string.Format(CultureInfo.CurrentCulture, " (default is \"{0}\")", labels[defaultChoice].Key);
        while (true)
        {
            terminal.Ask(question + ": ");
            var answer = ReadLine(message ?? question).Trim();
            if (answer.Length == 0 && defaultChoice >= 0)
                return defaultChoice;
            if (answer == "?")
                Explain(choices, labels);
            var picked = labels.FindIndex(label => label.Matches(answer));
            if (picked >= 0)
                return picked;
        }
    }

    private static ChoiceLabel Label(ChoiceDescription choice)
    {
        var ampersand = choice.Label.IndexOf('&', StringComparison.Ordinal);
        var plain = choice.Label.Replace("&", "", StringComparison.Ordinal);
        var key = ampersand >= 0 && ampersand + 1 < choice.Label.Length
            ? choice.Label[ampersand + 1].ToString().ToUpper(CultureInfo.CurrentCulture)
            : plain;
        return new ChoiceLabel(key, plain);
    }

    private static Type TypeOf(FieldDescription field) =>
        LanguagePrimitives.TryConvertTo<Type>(field.ParameterAssemblyFullName, out var exact) ? exact :
        LanguagePrimitives.TryConvertTo<Type>(field.ParameterTypeFullName, out var named) ? named : typeof(string);

    private PSObject ForValue(FieldDescription field)
    {
        var name = string.IsNullOrEmpty(field.Label) ? field.Name : field.Label.Replace("&", "", StringComparison.Ordinal);
        var type = TypeOf(field);
        if (type == typeof(PSCredential))
            return PSObject.AsPSObject(ForCredential(caption: null, message: name, userName: null));
        if (type.IsArray)
            return PSObject.AsPSObject(ForList(name, type.GetElementType()!));
        return PSObject.AsPSObject(ForSingle(name, type));
    }

    /// <summary>An empty line ends the list, as in PowerShell.</summary>
    private Array ForList(string name, Type elementType)
    {
        var values = new List<object>();
        while (true)
        {
            var numbered = $"{name}[{values.Count}]";
            if (elementType == typeof(SecureString))
            {
                terminal.Ask(numbered + ": ");
                var secret = ReadSecret(numbered);
                if (secret.Length == 0)
                    break;
                values.Add(secret);
                continue;
            }
            terminal.Ask(numbered + ": ");
            var text = ReadLine(numbered);
            if (text.Length == 0)
                break;
            if (TryConvert(text, elementType, out var value))
                values.Add(value);
        }
        var list = Array.CreateInstance(elementType, values.Count);
        for (var index = 0; index < values.Count; index++)
            list.SetValue(values[index], index);
        return list;
    }

    private object ForSingle(string name, Type type)
    {
        while (true)
        {
            terminal.Ask(name + ": ");
            if (type == typeof(SecureString))
                return ReadSecret(name);
            if (TryConvert(ReadLine(name), type, out var value))
                return value;
        }
    }

    /// <summary>Says what is wrong with an answer, so that it can be given again.</summary>
    private bool TryConvert(string text, Type type, out object value)
    {
        try
        {
            value = LanguagePrimitives.ConvertTo(text, type, CultureInfo.InvariantCulture);
            return true;
        }
        catch (PSInvalidCastException exception)
        {
            terminal.WriteError(exception.Message);
            value = text;
            return false;
        }
    }

    private void Introduce(string? caption, string? message)
    {
        foreach (var text in new[] { caption, message })
        {
            if (!string.IsNullOrEmpty(text))
                terminal.Ask(text + Environment.NewLine);
        }
    }

    private void Explain(Collection<ChoiceDescription> choices, List<ChoiceLabel> labels)
    {
        for (var index = 0; index < choices.Count; index++)
            terminal.Ask($"{labels[index].Key} - {choices[index].HelpMessage}{Environment.NewLine}");
    }

    private T Answer<T>(T? answer, string question)
        where T : class
    {
        // On a terminal the admin's Enter ended the line.
        if (Console.IsInputRedirected)
            terminal.Ask(Environment.NewLine);
        if (answer is not null)
            return answer;
        var message = string.Format(CultureInfo.CurrentCulture, Errors.InputEnded, question);
        var exception = new PromptingException(message, null, nameof(Errors.InputEnded), ErrorCategory.ResourceUnavailable);
        exception.ErrorRecord.ErrorDetails = new ErrorDetails(message) { RecommendedAction = Errors.InputEnded_Advice };
        throw exception;
    }

    private sealed record ChoiceLabel(string Key, string Plain)
    {
        public string Shown => $"[{Key}] {Plain}";

        public bool Matches(string answer) =>
            answer.Equals(Key, StringComparison.CurrentCultureIgnoreCase) || answer.Equals(Plain, StringComparison.CurrentCultureIgnoreCase);
    }
}
