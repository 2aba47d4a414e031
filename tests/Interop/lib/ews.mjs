import ews from 'ews-javascript-api';

export { ews };

const {
  BasePropertySet, BodyType, ConnectingIdType, ContactGroup, ExchangeService, ExchangeVersion, ExtendedPropertyDefinition, Folder,
  FolderTraversal, FolderView, ImpersonatedUserId, ItemId, MapiPropertyType, OAuthCredentials, PropertySet, SyncFolderItemsScope, Uri,
  WebCredentials, WellKnownFolderName,
} = ews;

const isHidden = new ExtendedPropertyDefinition(0x10f4, MapiPropertyType.Boolean);
const mostChanges = 512;
const itemsPerRequest = 100;

/** The library's object for an account: { token }, or { user, password }. */

export const credentials = ({ token, user, password }) => token ? new OAuthCredentials(token) : new WebCredentials(user, password);

/** A client of EWS; with an address it acts for that mailbox. `service.requests` counts what is sent. */
export function ewsService(url, account, address) {
  const service = new ExchangeService(ExchangeVersion.Exchange2013_SP1);
  service.Url = new Uri(url);
  service.Credentials = credentials(account);
  if (address) {
    service.ImpersonatedUserId = new ImpersonatedUserId(ConnectingIdType.PrincipalName, address);
    service.HttpHeaders.Add('X-AnchorMailbox', address);
  }
  service.requests = 0;
  const prepare = service.PrepareHttpWebRequest.bind(service);
  service.PrepareHttpWebRequest = (method) => {
    service.requests++;
    return prepare(method);
  };
  return service;
}

/** The contact folders of a mailbox, the default one first, each with its contacts and lists: ids by SyncFolderItems, fields by GetItem. */
export async function readMailbox(service, changesPerRequest = mostChanges) {
  const shape = new PropertySet(BasePropertySet.FirstClassProperties, [isHidden]);
  const view = new FolderView(1000);
  view.Traversal = FolderTraversal.Deep;
  view.PropertySet = shape;
  const found = await service.FindFolders(WellKnownFolderName.Contacts, view);
  const folders = [];
  for (const folder of [await Folder.Bind(service, WellKnownFolderName.Contacts, shape), ...found.Folders]) {
    const items = await getItems(service, await sync(service, folder.Id, changesPerRequest));
    folders.push({
      id: folder.Id.UniqueId,
      displayName: folder.DisplayName,
      folderClass: folder.FolderClass,
      isHidden: read(folder, isHidden) ?? false,
      contacts: items.filter((item) => !(item instanceof ContactGroup)),
      lists: items.filter((item) => item instanceof ContactGroup),
    });
  }
  return folders;
}

/** A property; undefined where the server has not returned it. */
export function read(object, property) {
  const out = { outValue: undefined };
  return object.TryGetProperty(property, out) ? out.outValue : undefined;
}

async function sync(service, folderId, changesPerRequest) {
  const ids = [];
  for (let state = null, more = true; more;) {
    const changes = await service.SyncFolderItems(
      folderId, PropertySet.IdOnly, null, changesPerRequest, SyncFolderItemsScope.NormalItems, state);
    for (let index = 0; index < changes.Count; index++)
      ids.push(changes._getItem(index).ItemId.UniqueId);
    state = changes.SyncState;
    more = changes.MoreChangesAvailable;
  }
  return ids;
}

async function getItems(service, ids) {
  const shape = new PropertySet(BasePropertySet.FirstClassProperties);
  shape.RequestedBodyType = BodyType.Text;
  const items = [];
  for (let index = 0; index < ids.length; index += itemsPerRequest) {
    const batch = ids.slice(index, index + itemsPerRequest).map((id) => new ItemId(id));
    const answer = await service.BindToItems(batch, shape);
    items.push(...answer.Responses.map((response) => response.Item));
  }
  return items;
}
