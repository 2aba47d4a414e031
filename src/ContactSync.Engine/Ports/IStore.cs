namespace ContactSync.Engine.Ports;

/// <summary>A store as a whole: phone books, and what their destinations were served.</summary>
public interface IStore : IPhoneBookStore, IDestinationStore, IListingStore;
