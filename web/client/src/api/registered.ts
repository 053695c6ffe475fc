/** The service takes the documents of three releases: a page that is older is loaded again. */

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
