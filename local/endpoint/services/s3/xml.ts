import { parseXml, XmlElement } from '@rgrove/parse-xml';
import { malformedXml } from './errors.ts';

/** What an XML element holds: text, elements by name, or a list, which repeats the element. Nothing leaves it out. */
export type XmlContent = string | number | boolean | undefined | readonly XmlContent[] | XmlMembers;
export interface XmlMembers {
  readonly [name: string]: XmlContent;
}

/** An XML document in S3's namespace. */
export const xmlDocument = (root: string, members: XmlMembers | string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inside(members)}</${root}>`;

/** An error's document has no namespace. */
export const xmlError = (members: XmlMembers): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${inside(members)}</Error>`;

const inside = (content: Exclude<XmlContent, undefined | readonly XmlContent[]>): string =>
  typeof content === 'object'
    ? Object.entries(content)
        .map(([name, member]) => elements(name, member))
        .join('')
    : escaped(String(content));

const elements = (name: string, content: XmlContent): string => {
  if (content === undefined) return '';
  if (isList(content)) return content.map((member) => elements(name, member)).join('');
  return `<${name}>${inside(content)}</${name}>`;
};

const isList = (content: XmlContent): content is readonly XmlContent[] => Array.isArray(content);

/** S3 writes characters that XML does not know (a key may have them) as references all the same. */
const escaped = (text: string): string =>
  text.replace(/[&<>"\p{Cc}\ufffe\uffff]/gu, (character) => `&#x${character.charCodeAt(0).toString(16)};`);

/**
 * Reads a document that a client sent.
 * @param root what its outermost element must be called
 * @throws ServiceError MalformedXML
 */
export const readXml = (text: string, root: string): XmlElement => {
  let element: XmlElement | null;
  try {
    element = parseXml(text).root;
  } catch {
    // It says where; S3 does not.
    throw malformedXml();
  }
  if (element?.name !== root) throw malformedXml();
  return element;
};

/** The elements of this name directly below another. */
export const childrenOf = (element: XmlElement, name: string): XmlElement[] =>
  element.children.filter((child): child is XmlElement => child instanceof XmlElement && child.name === name);

/** The text of the one element of this name below another, if it is there. */
export const textOf = (element: XmlElement, name: string): string | undefined => childrenOf(element, name)[0]?.text;
