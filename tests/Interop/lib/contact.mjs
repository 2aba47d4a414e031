import ews from 'ews-javascript-api';
import { read } from './ews.mjs';

const { ContactSchema, EmailAddressKey, ImAddressKey, ItemSchema, PhoneNumberKey, PhysicalAddressKey } = ews;

// What both protocols carry, by the name that Graph has for it.
const texts = {
  displayName: ContactSchema.DisplayName, givenName: ContactSchema.GivenName, surname: ContactSchema.Surname,
  middleName: ContactSchema.MiddleName, nickName: ContactSchema.NickName, initials: ContactSchema.Initials,
  generation: ContactSchema.Generation, fileAs: ContactSchema.FileAs, companyName: ContactSchema.CompanyName,
  department: ContactSchema.Department, jobTitle: ContactSchema.JobTitle, officeLocation: ContactSchema.OfficeLocation,
  profession: ContactSchema.Profession, assistantName: ContactSchema.AssistantName, manager: ContactSchema.Manager,
  spouseName: ContactSchema.SpouseName, businessHomePage: ContactSchema.BusinessHomePage,
  yomiGivenName: ContactSchema.PhoneticFirstName, yomiSurname: ContactSchema.PhoneticLastName,
};
const lists = {
  businessPhones: [ContactSchema.PhoneNumbers, PhoneNumberKey.BusinessPhone, PhoneNumberKey.BusinessPhone2],
  homePhones: [ContactSchema.PhoneNumbers, PhoneNumberKey.HomePhone, PhoneNumberKey.HomePhone2],
  imAddresses: [ContactSchema.ImAddresses, ImAddressKey.ImAddress1, ImAddressKey.ImAddress2, ImAddressKey.ImAddress3],
};
const emails = [EmailAddressKey.EmailAddress1, EmailAddressKey.EmailAddress2, EmailAddressKey.EmailAddress3];
const addresses = {
  businessAddress: PhysicalAddressKey.Business, homeAddress: PhysicalAddressKey.Home, otherAddress: PhysicalAddressKey.Other,
};
const addressParts = { street: 'Street', city: 'City', state: 'State', countryOrRegion: 'CountryOrRegion', postalCode: 'PostalCode' };

/** A contact of Graph, reduced to what has a value. */
export function ofGraph(contact) {
  const names = [...Object.keys(texts), ...Object.keys(lists), 'id', 'mobilePhone', 'personalNotes', 'children', 'categories'];
  const plain = Object.fromEntries(names.map((name) => [name, contact[name]]));
  for (const name of Object.keys(addresses))
    plain[name] = compact(contact[name]);
  plain.emailAddresses = contact.emailAddresses.map(({ address }) => address);
  plain.birthday = contact.birthday && Date.parse(contact.birthday);
  return compact(plain);
}

/** The same contact of EWS. */
export function ofEws(contact) {
  const entry = (property, key) => {
    const out = { outValue: undefined };
    return read(contact, property)?.TryGetValue(key, out) ? out.outValue : undefined;
  };
  const strings = (property) => read(contact, property)?.GetEnumerator() ?? [];
  const plain = { id: graphId(contact.Id.UniqueId) };
  for (const [name, property] of Object.entries(texts))
    plain[name] = read(contact, property);
  for (const [name, [property, ...keys]] of Object.entries(lists))
    plain[name] = keys.map((key) => entry(property, key)).filter(Boolean);
  for (const [name, key] of Object.entries(addresses)) {
    const address = entry(ContactSchema.PhysicalAddresses, key);
    plain[name] = compact(Object.fromEntries(Object.entries(addressParts).map(([part, property]) => [part, address?.[property]])));
  }
  plain.mobilePhone = entry(ContactSchema.PhoneNumbers, PhoneNumberKey.MobilePhone);
  plain.emailAddresses = emails.map((key) => entry(ContactSchema.EmailAddresses, key)?.Address).filter(Boolean);
  plain.birthday = read(contact, ContactSchema.Birthday)?.TotalMilliSeconds;
  plain.personalNotes = read(contact, ItemSchema.Body)?.Text;
  plain.children = strings(ContactSchema.Children);
  plain.categories = strings(ItemSchema.Categories);
  return compact(plain);
}

/** An id of EWS as Graph writes it. */
export const graphId = (id) => id.replaceAll('+', '-').replaceAll('/', '_');

// The one protocol leaves out what the other calls empty; ews-javascript-api trims every text it reads.
function compact(object) {
  const entries = Object.entries(object ?? {}).map(([name, value]) => [name, trim(value)]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== null && value !== '' && !isEmpty(value)));
}

const isEmpty = (value) => typeof value === 'object' && Object.keys(value).length === 0;
const trim = (value) => Array.isArray(value) ? value.map(trim) : typeof value === 'string' ? value.trim().replaceAll('\r\n', '\n') : value;
