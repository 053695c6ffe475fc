/** Requests name their document by its hash: the service knows the text, and takes no other from the portal. */

const ids = new Map<string, Promise<string>>();

/** The request with its document's id in place of the text; as it is where the browser cannot hash. */
export async function byId(init: RequestInit = {}): Promise<RequestInit> {
  // Only a page that is served over http from another machine has no such part.
  if (typeof init.body !== 'string' || !globalThis.crypto?.subtle) return init;
  const { query, ...rest } = JSON.parse(init.body) as { readonly query?: string };
  if (query === undefined) return init;
  return { ...init, body: JSON.stringify({ documentId: await idOf(query), ...rest }) };
}

/** `sha256:` and the hash of a document's text in hex. */
export function idOf(text: string): Promise<string> {
  const id = ids.get(text) ?? hashed(text);
  ids.set(text, id);
  return id;
}

async function hashed(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const octets = Array.from(new Uint8Array(hash), (octet) => octet.toString(16).padStart(2, '0'));
  return `sha256:${octets.join('')}`;
}

const RELOADED = 'reloaded-for-documents';

/** Load a page again whose documents the service no longer knows; once, or it would never end. */
export async function reloadIfUnknown(response: Response): Promise<Response> {
  if (response.status !== 400) return response;
  const told = (await response.clone().json()) as { errors?: { extensions?: { code?: string } }[] };
  if (told.errors?.[0]?.extensions?.code !== 'DOCUMENT_UNKNOWN') return response;
  if (sessionStorage.getItem(RELOADED) === null) {
    sessionStorage.setItem(RELOADED, new Date().toISOString());
    location.reload();
  }
  return response;
}
